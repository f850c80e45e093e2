"""Questions that cannot be asked."""


def valid_unicode(question: str) -> str:
    """Return the question with '?' for what is not valid Unicode."""
    return question.encode(errors="replace").decode()


def question_error(question: str, length: int, empty: bool, max_tokens: int) -> str | None:
    """Return why a question of `length` tokens cannot be asked, None if it can."""
    if question != valid_unicode(question):
        return "the question is not valid Unicode (unpaired surrogate)"
    if empty or not any(map(str.isalnum, question)):
        return "the question is empty: it has no word"
    if length > max_tokens:
        return f"the question is too long: {length} tokens, the model reads {max_tokens}"
    return None
