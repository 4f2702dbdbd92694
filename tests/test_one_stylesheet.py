"""The stylesheet keeps every rule that can apply to a page, and no other."""

import pytest
from one_stylesheet import icons, names_in_use, purge, purge_once, with_icon_font, with_text_fonts

PAGE = '<nav id="top" class="bar wide"></nav>'
SCRIPT = 'button.classList.toggle("open")'


@pytest.mark.parametrize(
    "rule",
    [
        ".bar{color:red}",
        "#top>a{color:red}",
        ".bar .open{color:red}",
        "html[data-mode=dark] p{color:red}",
        "@media print{.wide{color:red}}",
    ],
)
def test_a_rule_that_can_apply_stays(rule):
    assert purge(rule, [PAGE], SCRIPT) == rule


@pytest.mark.parametrize(
    "rule",
    [".shut{color:red}", ".bar.shut{color:red}", "#down{color:red}", "@media print{.x{top:0}}"],
)
def test_a_rule_that_cannot_goes(rule):
    assert purge(rule, [PAGE], SCRIPT) == ""


def test_a_rule_stays_whole_while_one_of_its_selectors_can_apply():
    assert purge(".bar,.shut{color:red}", [PAGE], "") == ".bar,.shut{color:red}"


def test_a_property_with_the_name_of_an_unused_class_stays():
    css = ".text-wrap{color:red}.bar{text-wrap:balance}"
    assert "text-wrap:balance" in purge(css, [PAGE], "")


def test_words_of_the_text_are_no_names():
    assert names_in_use(["<p>shut</p>", PAGE], "") == {"top", "bar", "wide"}


def test_variables_that_nothing_reads_go_with_those_that_only_they_read():
    css = 'html{--a:var(--b);--b:1px;--c:url("data:x;y=1");--d:2px}.bar{top:var(--d)}'
    assert purge(css, [PAGE], "") == "html{--d:2px}.bar{top:var(--d)}"


def test_variables_that_a_picture_reads_stay():
    assert "--fig-1" in purge("html{--fig-1:red}", [PAGE, '<path fill="var(--fig-1)"/>'], "")


def test_the_icon_font_stands_in_the_sheet_and_the_others_of_the_theme_go():
    faces = '@font-face{font-family:A;src:url("../vendor/a/solid.woff2")format("woff2")}'
    faces += '@font-face{font-family:B;src:url("../vendor/a/brands.woff2")}'
    own = "@font-face{font-family:C;src:url(fonts/c.woff2)}"
    css = with_icon_font(faces + own, "solid.woff2", b"ABC")
    assert css == '@font-face{font-family:A;src:url("data:font/woff2;base64,QUJD")}' + own


def test_fonts_that_must_not_come_late_stand_in_the_sheet_and_the_others_beside_it():
    text = '@font-face{font-family:A;src:url(fonts/a.woff2)format("woff2");font-display:block}'
    code = text.replace("a.woff2", "c.woff2").replace("block", "swap")
    css = with_text_fonts(text + code + "p{top:0}", {"fonts/a.woff2": b"ABC"}.__getitem__)
    inside = text.replace("url(fonts/a.woff2)", 'url("data:font/woff2;base64,QUJD")')
    assert css == inside + code + "p{top:0}"


def test_icons_are_found_however_they_are_written():
    assert icons(purge(r'.bar{content:"\f0c5"}', [PAGE], "")) == {0xF0C5}


def test_what_was_purged_before_is_found_and_what_has_changed_is_not(tmp_path):
    css = ".bar{color:red}.open{top:0}.shut{color:var(--ink)}"
    first = purge_once(css, [PAGE], SCRIPT, tmp_path / "kept")
    assert first == purge(css, [PAGE], SCRIPT) == purge_once(css, [PAGE], SCRIPT, tmp_path / "kept")
    (kept,) = (tmp_path / "kept").iterdir()
    assert kept.read_text("utf-8") == first
    shut = [PAGE, '<p class="shut">']
    assert ".shut" in purge_once(css, shut, SCRIPT, tmp_path / "kept")
    assert ".bar" not in purge_once(css.replace(".bar", ".box"), [PAGE], SCRIPT, tmp_path / "kept")
