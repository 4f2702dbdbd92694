"""A cloud of points is one path with markers, and shows the same points in the same order."""

import xml.etree.ElementTree as ET

from svg_clouds import CLOUD, SVG, join_points

POINT = '<use href="#dot" x="{}" y="{}" fill="red"/>'


def cloud(points, between=""):
    inside = between.join(POINT.format(x, y) for x, y in points)
    root = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}"><g>{inside}</g></svg>')
    join_points(root)
    return root


def test_many_equal_neighbors_become_one_path():
    points = [(i, 2 * i) for i in range(CLOUD)]
    marker, path = cloud(points)[0]
    assert path.get("d") == "M" + " ".join(f"{x} {y}" for x, y in points)
    assert {path.get(f"marker-{end}") for end in ("start", "mid", "end")} == {"url(#dot-1)"}
    assert (marker.get("id"), path.get("fill")) == ("dot-1", "none")
    assert marker[0].attrib == {"href": "#dot", "fill": "red"}


def test_few_points_and_points_apart_stay():
    few = cloud([(i, i) for i in range(CLOUD - 1)])
    apart = cloud([(i, i) for i in range(CLOUD)], between="<text/>")
    for root in (few, apart):
        assert not list(root.iter(SVG + "marker"))


def test_what_stands_around_keeps_its_order():
    many = "".join(POINT.format(i, i) for i in range(CLOUD))
    other = many.replace("red", "blue")
    root = ET.fromstring(f'<svg xmlns="{SVG[1:-1]}"><rect/>{many}<text/>{other}<line/></svg>')
    join_points(root)
    names = [element.tag.removeprefix(SVG) for element in root]
    assert names == ["rect", "marker", "path", "text", "marker", "path", "line"]
    assert [m.get("id") for m in root.iter(SVG + "marker")] == ["dot-1", "dot-2"]
