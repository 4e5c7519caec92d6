"""The coverage map as folium draws it, for the page that `layers.standalone` makes of it.

Names and figures stay out of everything folium renders. It treats what it has rendered once more
as a template, so that an outlet named `{{ … }}` would be executed. Layers name their features
instead, and the script `layers/standalone.js` finds them in the page's JSON.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import folium
import folium.plugins
from django.utils.translation import gettext as _
from folium.template import Template

from geo import codes
from geo.levels import Level
from layers.labels import Collection, extent

# From the ground up; the numbers are Leaflet's z-indices.
PANES = (
    *("neighbours", "edge", "ground", "classes", "rivers", "borders", "villages", "outlets"),
    *("ventures", "parks", "incubators"),
)
FIRST_PANE_Z = 410
LABELS_Z = 640

LARGEST_ZOOM = 15


class OfflineMap(folium.Map):
    """A map whose scripts and styles are the project's own static files."""

    default_js = [
        ("leaflet", "leaflet/leaflet.js"),
        ("registry", "layers/standalone.js"),
    ]
    default_css = [("leaflet_css", "leaflet/leaflet.css")]


class OfflineCluster(folium.plugins.MarkerCluster):
    """The same for clustered markers."""

    default_js = [
        ("markerclusterjs", "vendor/leaflet.markercluster/leaflet.markercluster.js"),
    ]
    default_css = [
        ("markerclustercss", "vendor/leaflet.markercluster/MarkerCluster.css"),
    ]


class NamedLayer(folium.map.Layer):
    """A layer of features that the page's JSON holds under `source`.

    `style` names how the script draws them and the pane they lie in.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = registry.layer(
                {{ this.source|tojson }}, {{ this.style|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        source: str,
        *,
        style: str = "",
        name: str | None = None,
        **options: bool,
    ) -> None:
        super().__init__(name=name, control=name is not None, **options)
        self._name = "NamedLayer"
        self.source, self.style = source, style or source


class Drawing(NamedTuple):
    """What folium made: markup for the head, for the map's place, and the script behind them."""

    head: str
    body: str
    script: str


def draw(division: str, layers: dict[str, Collection]) -> Drawing:
    """The map of a division's layers; what they are called is in the language of the caller.

    Args:
        division: the code asked about; a city is drawn by township or by county, anything
            smaller by township.
        layers: FeatureCollections by name, as `layers.sources` publishes them, and `labels`.
    """
    is_city = codes.level(division) is Level.CITY
    the_map = OfflineMap(
        tiles=None,
        zoom_start=8,
        minZoom=7,
        maxZoom=LARGEST_ZOOM,  # the argument max_zoom= does not reach a map without tiles
        zoomSnap=0.25,
        attribution_control=False,
    )
    for number, pane in enumerate(PANES):
        z = FIRST_PANE_Z + 10 * number
        folium.map.CustomPane(pane, z_index=z, pointer_events=True).add_to(the_map)
    folium.map.CustomPane("labels", z_index=LABELS_Z).add_to(the_map)

    for layer in _layers(is_city):
        layer.add_to(the_map)
    outlets = OfflineCluster(
        name=_("Outlets"),
        show=not is_city,
        icon_create_function="registry.cluster",
        cluster_pane="outlets",
        max_cluster_radius=44,
        disable_clustering_at_zoom=13,
        show_coverage_on_hover=False,
        animate=False,
    )
    NamedLayer("outlets").add_to(outlets)
    outlets.add_to(the_map)
    for name, title in (
        ("ventures", _("Ventures by township")),
        ("parks", _("Parks")),
        ("incubators", _("Incubators")),
    ):
        if layers[name]["features"]:
            NamedLayer(name, name=title, overlay=True, show=False).add_to(the_map)
    NamedLayer("labels", name=_("Names"), overlay=True).add_to(the_map)
    folium.LayerControl(collapsed=False).add_to(the_map)
    if (bounds := extent(layers)) is not None:
        west, south, east, north = bounds
        the_map.fit_bounds([[south, west], [north, east]], padding=(12, 12), max_zoom=13)
    return _rendered(the_map)


def _layers(is_city: bool) -> Iterator[NamedLayer]:
    """The areas, lines and village points, from the ground up."""
    yield NamedLayer("neighbours", name=_("Neighbouring counties"), overlay=True)
    yield NamedLayer("outline", style="edge", overlay=True)
    yield NamedLayer("outline", style="ground", overlay=True)
    # In a city the two are alternatives: what is no overlay is a choice among others.
    by_township = _("Townships by coverage")
    yield NamedLayer("townships", style="classes", name=by_township, overlay=not is_city)
    if is_city:
        by_county = _("Counties by coverage")
        yield NamedLayer("counties", style="classes", name=by_county, show=False)
        yield NamedLayer("counties", style="borders", overlay=True)
    yield NamedLayer("rivers", name=_("Rivers"), overlay=True)
    yield NamedLayer("villages", name=_("Village points"), overlay=True)


def _rendered(the_map: folium.Map) -> Drawing:
    figure: Any = the_map.get_root()
    for child in figure._children.values():
        child.render()
    return Drawing(figure.header.render(), figure.html.render(), figure.script.render())
