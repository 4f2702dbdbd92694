"""A cloud of points as one path with a marker at each vertex, not an element for each point."""

from itertools import groupby

SVG = "{http://www.w3.org/2000/svg}"
CLOUD = 8  # points: for fewer a marker of their own is longer


def look(element):
    """What neighbors must share to be one cloud: nothing, for what is no point."""
    if element.tag != SVG + "use":
        return None
    return tuple(sorted((k, v) for k, v in element.attrib.items() if k not in ("x", "y")))


def joined(points, name):
    """The marker of some points, and the path that draws it at each."""
    first, places = points[0], [f"{p.get('x', '0')} {p.get('y', '0')}" for p in points]
    marker = first.makeelement(
        SVG + "marker", {"id": name, "markerUnits": "userSpaceOnUse", "overflow": "visible"}
    )
    shape = {key: value for key, value in first.attrib.items() if key not in ("x", "y")}
    marker.append(first.makeelement(SVG + "use", shape))
    ends = {f"marker-{end}": f"url(#{name})" for end in ("start", "mid", "end")}
    path = first.makeelement(SVG + "path", {"d": "M" + " ".join(places), "fill": "none"} | ends)
    return marker, path


def join_points(root):
    """Draw every run of equal neighbors as one path; they overlap as they did."""
    number = 0
    for parent in list(root.iter()):
        for alike, run in groupby(list(parent), look):
            points = list(run)
            if alike is None or len(points) < CLOUD:
                continue
            number += 1
            marker, path = joined(points, f"{points[0].get('href')[1:]}-{number}")
            place = list(parent).index(points[0])
            for point in points:
                parent.remove(point)
            parent.insert(place, path)
            parent.insert(place, marker)
