"""What the pipeline adds to Rasa's parse of a text, beside intent, ranking and entities."""

CONCEPTS = "concepts"  # words that name a thing of the lexicons, in their order
PEAKS = "peaks"  # of a longer text: how likely each topic is in the passage where it is likeliest
PARTS = "parts"  # how likely each topic is in the clause or short stretch where it is likeliest
CLOSER = "closer"  # what a text asks more closely than its topic tells, if anything: bot/nlu/closer.py
NEEDS = "needs"  # all that a text asks for where that is more than one thing, the most urgent first
