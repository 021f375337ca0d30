"""A label that the form has twice is settled by the rows before and after it, or in doubt."""

from collections.abc import Sequence

from archive.forms import Row, load_form
from ocr.forms.labels import row_likenesses
from ocr.forms.sequence import align, form_rows, unsettled

REVIEWS, LAWSUITS, COMPLAINTS = "四、行政复议数量", "五、行政诉讼数量", "六、举报投诉数量"
UPHELD, CORRECTED, OTHER = "（一）维持具体行政行为数", "（二）被依法纠错数", "（三）其他情形数"
UPHELD_IN_COURT = "（一）维持具体行政行为或者驳回原告诉讼请求数"


def doubted(*labels: str) -> list[str]:
    """Which of the printed labels may be another row than the one that they were aligned with."""
    places = form_rows(load_form("2014"))

    def likenesses(label: str, rows: Sequence[Row]) -> Sequence[float]:
        return row_likenesses(label, rows)

    chain = align(labels, places, likenesses, 0.72)
    return [chain[at].item for at in sorted(unsettled(chain, places, likenesses))]


def test_rows_between_others_of_one_name_are_settled() -> None:
    whole = (REVIEWS, UPHELD, CORRECTED, OTHER, LAWSUITS, UPHELD_IN_COURT, CORRECTED, OTHER, COMPLAINTS)
    assert doubted(*whole) == []
    assert doubted(REVIEWS, UPHELD, CORRECTED, OTHER, LAWSUITS) == []
    assert doubted(LAWSUITS, CORRECTED, COMPLAINTS) == []


def test_a_row_of_which_the_form_has_another_with_nothing_between_is_in_doubt() -> None:
    assert doubted(REVIEWS, CORRECTED, OTHER, COMPLAINTS) == [CORRECTED, OTHER]
    assert doubted(REVIEWS, CORRECTED, OTHER, CORRECTED, COMPLAINTS) == [OTHER]
