"""One file with everything in it: what is written in, what is refused."""

from pathlib import Path

import pytest

from layers.inline import AddressLeftError, check, inline


@pytest.fixture
def static(tmp_path: Path, settings) -> Path:
    """A folder of static files of the test's own."""
    settings.STATICFILES_DIRS = [tmp_path]
    return tmp_path


def test_scripts_are_written_in_and_cannot_end_early(static):
    (static / "a.js").write_text('document.write("</script>");\n//# sourceMappingURL=a.js.map')
    page = inline('<script src="a.js"></script>')
    assert page == '<script>document.write("<\\/script>");</script>'


def test_styles_are_written_in_with_their_pictures(static):
    (static / "pictures").mkdir()
    (static / "pictures" / "dot.png").write_bytes(b"png")
    (static / "a.css").write_text('.a{background:url("pictures/dot.png")}.b{behavior:url(#VML)}')
    page = inline('<link rel="stylesheet" href="a.css"/>')
    assert page == (
        "<style>.a{background:url(data:image/png;base64,cG5n)}.b{behavior:url(#VML)}</style>"
    )


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://example.org/a.js"></script>',
        '<script src="//example.org/a.js"></script>',
        '<script src="no-such-file.js"></script>',
        '<script defer src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="https://example.org/a.css">',
        '<link rel="icon" href="/icon.svg">',
        '<img src="http://example.org/a.png">',
        '<img srcset="a.png 2x">',
        '<svg><use xlink:href="sprite.svg#a"/></svg>',
        '<a href="https://example.org/">elsewhere</a>',
        '<p style="background:url(https://example.org/a.png)"></p>',
        "<style>@import 'a.css';</style>",
        "<style>.a{background:url( 'http://example.org/a.png' )}</style>",
    ],
)
def test_an_address_left_over_is_refused(page):
    with pytest.raises(AddressLeftError):
        inline(page)


def test_addresses_inside_the_page_and_in_its_text_are_no_requests():
    check('<svg><use href="#a"/></svg><img src="data:image/png;base64,"><p>http://example.org</p>')
