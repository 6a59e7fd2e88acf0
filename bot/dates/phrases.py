"""Words by which people say when something happened. All lists are comma-separated."""

from bot.i18n.catalogues import phrase

YESTERDAY = phrase("words for a time", "YESTERDAY, LAST NIGHT")
TWO_DAYS_AGO = phrase("words for a time", "DAY BEFORE YESTERDAY, TWO DAYS AGO")
THIS_WEEK = phrase("words for a time", "THIS WEEK")
LAST_WEEK = phrase("words for a time", "LAST WEEK, PAST WEEK, A WEEK AGO")
TWO_WEEKS_AGO = phrase("words for a time", "WEEK BEFORE LAST, A FORTNIGHT AGO, TWO WEEKS AGO")
THIS_MONTH = phrase("words for a time", "THIS MONTH")
LAST_MONTH = phrase("words for a time", "LAST MONTH")
MONTH_AGO = phrase("words for a time", "A MONTH AGO, THE LAST MONTH, PAST MONTH")
TWO_MONTHS_AGO = phrase("words for a time", "MONTH BEFORE LAST, TWO MONTHS AGO")
HALF_A_YEAR_AGO = phrase("words for a time", "HALF A YEAR AGO, SIX MONTHS AGO")
THIS_YEAR = phrase("words for a time", "THIS YEAR")
LAST_YEAR = phrase("words for a time", "LAST YEAR")
YEAR_AGO = phrase("words for a time", "A YEAR AGO, THE LAST YEAR, PAST YEAR")
TWO_YEARS_AGO = phrase("words for a time", "YEAR BEFORE LAST, TWO YEARS AGO")
THREE_YEARS_AGO = phrase("words for a time", "THREE YEARS AGO")

AGO_BEFORE = phrase("words before a number of years", "SINCE, SINCE ABOUT")
AGO_AFTER = phrase("words after a number of years", "AGO")
DAYS = phrase("words for a unit of time", "DAY, DAYS")
WEEKS = phrase("words for a unit of time", "WEEK, WEEKS, WK, WKS")
MONTHS = phrase("words for a unit of time", "MONTH, MONTHS, MTH, MTHS")
YEARS = phrase("words for a unit of time", "YEAR, YEARS, YR, YRS")
COUNTS = phrase("one to twelve", "A/AN/ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE, TEN, ELEVEN, TWELVE")
VAGUE_BEFORE = phrase(
    "words before a time that make it unclear",
    "FEW, SEVERAL, MANY, SOME, HALF, BEFORE, BEFORE THE, UNTIL, TILL, MORE THAN, OVER, AT LEAST, TWENTY, THIRTY, FORTY",
)
VAGUE_AFTER = phrase("words after a time that make it unclear", "OR, MINUS")
MONEY = phrase("words for money", "BUCKS, QUID, GRAND, RUPEE, RUPEES, RS, TOMAN")
BESIDE_A_TIME = phrase("words beside a time of day", "AT, O'CLOCK, OCLOCK, H, HRS, HOUR, HOURS, IN THE")
