"""Every colour can be read on every ground of its theme."""

import pytest

from cairnloop.tui.terminal.lines import Ground, Tone
from cairnloop.tui.terminal.palette import PALETTES, READABLE, Palette, contrast

TEXT = [tone for tone in Tone if tone is not Tone.FAINT]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
@pytest.mark.parametrize("tone", TEXT)
@pytest.mark.parametrize("ground", Ground)
def test_every_tone_can_be_read_on_every_ground(palette: Palette, tone: Tone, ground: Ground) -> None:
    assert contrast(palette.tone(tone), palette.ground(ground)) >= READABLE


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_lines_between_panes_can_be_seen(palette: Palette) -> None:
    # WCAG 2.2, 1.4.11: three to one for what is not text.
    assert contrast(palette.faint, palette.plain) >= 3


@pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)
def test_text_that_textual_draws_can_be_read_too(palette: Palette) -> None:
    variables = palette.theme().variables
    assert contrast(variables["block-cursor-foreground"], variables["block-cursor-background"]) >= READABLE
    assert contrast(variables["input-cursor-foreground"], variables["input-cursor-background"]) >= READABLE


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
