"""What a turn means and what is asked next. Pure: importing it loads no Rasa."""
