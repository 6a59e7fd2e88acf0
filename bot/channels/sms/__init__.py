"""SMS and WhatsApp, through Twilio."""

TURNED_ON_BY = "twilio_account_sid"
WHEN_OFF = "SMS and WhatsApp are off: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and PUBLIC_URL"
