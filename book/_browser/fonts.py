"""Make the committed font subsets from the full fonts. Run it by hand when a character is missing.

    python book/_browser/fonts.py FULL_FONT...        (the files named in SOURCES, any folder)

On Debian and Ubuntu they come with fonts-texgyre, fonts-texgyre-math and fonts-jetbrains-mono.
The sets are fixed, not read from the pages: the build warns of a formula that needs another
character (book/_ext/mathml.py reads the font), so nothing falls back in silence.
"""

import copy
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PAGE, FIGURES = ROOT / "book/_static/fonts", ROOT / "snippets/figures"


def span(first, last):
    return set(range(first, last + 1))


ASCII = span(0x20, 0x7E)
GREEK = span(0x3B1, 0x3C9) | set(map(ord, "ΓΔΘΛΞΠΣΥΦΨΩϵϕϑ"))
PROSE = ASCII | set(map(ord, "\xa0§©°±²³·×÷½¼àâäåæçèéêëíîïñóôöøúüýßÀÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÜŁłŠšŽž"))
PROSE |= set(map(ord, "–—‘’“”„…•−≈≠≤≥→←↑↓✓"))
SIGNS = set(map(ord, "±×·÷−∓∂∇∑∏∫√∞∈≈≠≡≤≥→←↑↓↦⇒⟨⟩‖⊤⊥ℓ∘°…"))
CODE = PROSE | GREEK | SIGNS | span(0x2500, 0x257F) | span(0x239B, 0x23AE)

ITALIC = (span(0x1D434, 0x1D467) - {0x1D455}) | {0x210E}  # the italic h is ℎ, older than its block
ITALIC |= span(0x1D6E2, 0x1D71B)  # Greek
BOLD = span(0x1D400, 0x1D433) | span(0x1D736, 0x1D74E)  # upright Latin, slanted Greek
SCRIPT = set(map(ord, "𝒜ℬ𝒞𝒟ℱℋℒ𝒩𝒪𝒮𝒯𝒳𝒴"))
DOUBLE = set(map(ord, "𝔼ℝℕℤℚℂℙ𝟙"))
RELATIONS = "∼≃≅≈≔≜≠≡≤≥≪≫≺≻⪯⪰⊂⊃⊆⊇∈∉∋∝∣∤∥⊥△"
ARROWS = "←→↑↓↔↦⇐⇒⇔⟵⟶⟷⟸⟹⟺⟼"
OPERATORS = "−∀∃∄∅∏∑∓∖∗∘∙√∠∧∨∩∪∫∬∭∮∴⊕⊖⊗⊙⊤⋀⋁⋂⋃⋅⋮⋯⋱∞∇∂ℓ±×÷·"
FENCES = "⌈⌉⌊⌋⟨⟩‖⏞⏟–—‘’“”¨ˆ˜¯˙′″‴⁗…\xa0\u0302\u0303\u0304\u0307\u0308\u0332\u20d7"
INVISIBLE = {0x200B, 0x2061, 0x2062, 0x2063, 0x2064}
MATH = ASCII | GREEK | ITALIC | BOLD | SCRIPT | DOUBLE | INVISIBLE | {0x1D5B3}  # and 𝖳, transposed
MATH |= set(map(ord, RELATIONS + ARROWS + OPERATORS + FENCES))
# What stands in indices and exponents: a second shape of each costs bytes, so only of these.
INDEXED = ITALIC | set(map(ord, "0123456789+−,=()/′″‴∗⊤∞→:<>≠≤≥NTRxyu𝖳"))


@dataclass(frozen=True)
class Subset:
    """One committed file: where it goes, what it holds, its family when that is ours."""

    path: Path
    characters: frozenset
    features: tuple = ("kern", "liga", "mark", "ccmp")
    family: str = ""


def page(name, characters, **kwargs):
    return Subset(PAGE / name, frozenset(characters), **kwargs)


def figure(name):
    """For matplotlib. A family of its own, so that an installed full font is never taken instead.

    It has no primes: Pagella's are raised, matplotlib would raise them again; STIX's are right.
    """
    characters = ASCII | GREEK | SIGNS | set(map(ord, "\xa0–—‘’“”²³"))
    return Subset(FIGURES / name, frozenset(characters), ("kern",), family="Book Pagella")


SOURCES = {
    "texgyrepagella-regular.otf": [page("pagella.woff2", PROSE), figure("pagella.otf")],
    "texgyrepagella-italic.otf": [
        page("pagella-italic.woff2", PROSE),
        figure("pagella-italic.otf"),
    ],
    "texgyrepagella-bold.otf": [page("pagella-bold.woff2", PROSE), figure("pagella-bold.otf")],
    "texgyrepagella-math.otf": [page("pagella-math.woff2", MATH, features=("ssty", "dtls"))],
    "JetBrainsMono-Regular.ttf": [page("jetbrains-mono.woff2", CODE, features=())],
}


def lookups(font, tag):
    """The numbers of the substitution lookups that a feature uses."""
    features = font["GSUB"].table.FeatureList.FeatureRecord
    return {i for f in features if f.FeatureTag == tag for i in f.Feature.LookupListIndex}


def keep_one_script_size(font, characters):
    """Drop the script shapes (ssty) beyond the first, and all but those of the characters."""
    cmap = font.getBestCmap()
    glyphs = {cmap[c] for c in characters if c in cmap}
    for i in lookups(font, "ssty"):
        for table in font["GSUB"].table.LookupList.Lookup[i].SubTable:
            table = getattr(table, "ExtSubTable", table)
            table.alternates = {g: a[:1] for g, a in table.alternates.items() if g in glyphs}


def offer_script_sizes_everywhere(font):
    """Repeat what the font registers for `math` under the scripts that Chromium asks for.

    Chromium shapes a prime as script DFLT: without this it never finds the prime's script shape,
    and raises a second time what is drawn raised already.
    """
    scripts = font["GSUB"].table.ScriptList
    math = next(r for r in scripts.ScriptRecord if r.ScriptTag == "math")
    others = [r for r in scripts.ScriptRecord if r.ScriptTag not in ("DFLT", "latn")]
    for tag in ("DFLT", "latn"):
        others.append(copy.deepcopy(math))
        others[-1].ScriptTag = tag
    scripts.ScriptRecord = sorted(others, key=lambda r: r.ScriptTag)
    scripts.ScriptCount = len(others)


def rename(font, family):
    """Give the font a family of its own, and the style that its file had."""
    style = font["name"].getDebugName(2)
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", "")}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames[0] = names[6]


def write(source, job):
    """Write one subset; returns the characters that the full font lacks."""
    font = TTFont(source, recalcTimestamp=False)
    if "ssty" in job.features:
        keep_one_script_size(font, INDEXED)
        offer_script_sizes_everywhere(font)
    options = subset.Options(
        hinting=False,
        layout_features=list(job.features),
        notdef_outline=True,
        name_IDs=[1, 2, 4, 6, 13, 14],
    )
    options.drop_tables += ["FFTM", "DSIG", "PfEd", "TeX "]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=job.characters)
    subsetter.subset(font)
    if job.family:
        rename(font, job.family)
    font.flavor = "woff2" if job.path.suffix == ".woff2" else None
    font.save(job.path)
    return job.characters - set(font.getBestCmap())


def main(paths):
    given = {Path(p).name: p for p in paths}
    if missing := SOURCES.keys() - given.keys():
        raise SystemExit(f"fonts.py: give the paths of {', '.join(sorted(missing))}")
    for name, jobs in SOURCES.items():
        for job in jobs:
            lacking = "".join(map(chr, sorted(write(given[name], job))))
            size = job.path.stat().st_size / 1000
            print(f"{job.path.relative_to(ROOT)}  {size:.1f} kB  not in the font: {lacking or '-'}")


if __name__ == "__main__":
    main(sys.argv[1:])
