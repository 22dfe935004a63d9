"""What the answers say themselves, in German and English: everything else is a quote."""

NOT_SAID = {
    "de": "Das steht nicht in den Artikeln.",
    "en": "The articles do not say.",
}
NO_ARTICLES = {
    "de": "Es sind noch keine Artikel da, die antworten könnten.",
    "en": "There are no articles yet that could answer.",
}
