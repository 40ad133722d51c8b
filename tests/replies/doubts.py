"""What takes a yes back, around it: what is doubted, asked, put off or left to somebody is none."""

DOUBTS = (
    "{}?",
    "{} or not",
    "is {}",
    "should i {}",
    "did someone {}",
    "{} tomorrow",
    "maybe {}",
    "if {}",
    "{} in an hour",
)
