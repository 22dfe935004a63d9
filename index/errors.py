"""What the person at the keyboard can fix, worded: what happened - which value - what to do."""


class ArticleQAError(Exception):
    """The base of them all; the edges (command line, page) catch this and nothing else."""


class UnreadableFile(ArticleQAError):
    """A file cannot become an article. Its message is short: it stands in a sync's one line."""


class FolderMissing(ArticleQAError):
    """The folder of articles is not there."""


class IndexMissing(ArticleQAError):
    """There is no index at this path yet."""


class IndexDamaged(ArticleQAError):
    """The folder is not an index of ours, is damaged, or is of a newer format."""


class IndexBusy(ArticleQAError):
    """Somebody else, perhaps another thread of ours, is writing this index."""


class EncoderMismatch(ArticleQAError):
    """The index was built with another encoder or other passage settings."""


class ArticleMissing(ArticleQAError, KeyError):
    """No such article, or no such version of it."""

    def __str__(self) -> str:  # KeyError would print the repr of the message
        return str(self.args[0])


class BadQuestion(ArticleQAError, ValueError):
    """A question that cannot be searched: empty, far too long, or with a filter that is none."""
