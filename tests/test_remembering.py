"""What was embedded lately is not embedded again, and its vectors are the same."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from conftest import Counting

from index import Index
from index.hashed import HashedEncoder
from index.remembering import Remembering


def test_each_text_is_embedded_once_and_its_vector_stays() -> None:
    counting = Counting()
    encoder = Remembering(counting)
    first = encoder.encode(["Musk rief an.", "Axios meldet.", "Musk rief an."])
    assert counting.documents == ["Musk rief an.", "Axios meldet."]
    again = encoder.encode(["Axios meldet.", "Neu.", "Musk rief an."])
    assert counting.documents == ["Musk rief an.", "Axios meldet.", "Neu."]
    np.testing.assert_array_equal(again[[2, 0]], first[:2])
    np.testing.assert_array_equal(
        again, HashedEncoder().encode(["Axios meldet.", "Neu.", "Musk rief an."])
    )
    first[:] = 0  # what was given out is the caller's own
    np.testing.assert_array_equal(encoder.encode(["Axios meldet."])[0], again[0])


def test_questions_pass_and_nothing_is_nothing() -> None:
    counting = Counting()
    encoder = Remembering(counting)
    encoder.encode(["Wer rief an?"], query=True)
    encoder.encode(["Wer rief an?"], query=True)
    assert counting.questions == ["Wer rief an?"] * 2
    assert encoder.encode([]).shape == (0, encoder.spec.dimension)
    assert encoder.spec == counting.spec
    assert encoder.count_tokens(["eins zwei"]) == counting.count_tokens(["eins zwei"])


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    counting = Counting()
    encoder = Remembering(counting, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        encoder.encode([text])
    assert counting.documents == ["a", "b", "c", "b"]
    assert encoder.encode([str(n) for n in range(9)]).shape == (9, encoder.spec.dimension)


def test_threads_share_one() -> None:
    encoder, right = Remembering(HashedEncoder(), most=40), []

    def ask(at: int) -> None:
        texts = [f"Satz {n}" for n in range(at, at + 60)]
        same = np.array_equal(encoder.encode(texts), HashedEncoder().encode(texts))
        right.append(same)

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 12


def test_an_index_remembers_sentences_until_it_is_embedded_anew(
    tmp_path: Path, folder: Path
) -> None:
    counting = Counting()
    with Index.open(tmp_path / "index", encoder=counting) as index:
        index.sync(folder)
        counting.documents.clear()
        index.encoder.encode(["Musk rief an."])
        index.encoder.encode(["Musk rief an."])
        assert counting.documents == ["Musk rief an."]
        index.reembed(counting)
        counting.documents.clear()
        index.encoder.encode(["Musk rief an."])
        assert counting.documents == ["Musk rief an."]
