"""What a legal notice's numbers are held against: hosts' own SIREN, documentation values, registries.

Hosts: the SIREN that the best-known hosts print in the block every customer copies. Registries: the
départements of a commercial court's registry, for the towns whose court keeps a register (code de
commerce, annexe 7-1-1); only the towns listed can be told to differ from an address.
"""

from __future__ import annotations

from tracer.normalise.names import name_key

HOSTS = frozenset({"424761419", "431303775", "423093459", "433115904", "510909807"})
"""OVH, Ionos, Gandi, Scaleway, o2switch."""
HOST_DOMAINS = frozenset(
    {"ovh.com", "ovh.net", "ovhcloud.com", "ionos.fr", "1and1.fr", "gandi.net", "online.net"}
    | {"scaleway.com", "o2switch.fr", "wix.com", "squarespace.com", "planethoster.com", "amen.fr"}
    | {"infomaniak.com", "hostinger.com", "ionos.de", "strato.de", "hetzner.com"}
)
EXAMPLES = frozenset({"732829320", "987654321", "012345678"})
"""SIREN of documentation and templates."""

REGISTRIES = """
01 Bourg-en-Bresse
02 Saint-Quentin,Soissons
03 Cusset,Montluçon
04 Manosque
05 Gap
06 Antibes,Cannes,Grasse,Nice
07 Aubenas
08 Sedan
09 Foix
10 Troyes
11 Carcassonne,Narbonne
12 Rodez
13 Aix-en-Provence,Marseille,Salon-de-Provence,Tarascon
14 Caen,Lisieux
15 Aurillac
16 Angoulême
17 La Rochelle,Saintes
18 Bourges
19 Brive
2A Ajaccio
2B Bastia
21 Dijon
22 Saint-Brieuc
23 Guéret
24 Bergerac,Périgueux
25 Besançon
26 Romans-sur-Isère
27 Bernay,Évreux
28 Chartres
29 Brest,Quimper
30 Nîmes
31 Toulouse
32 Auch
33 Bordeaux,Libourne
34 Béziers,Montpellier
35 Rennes,Saint-Malo
36 Châteauroux
37 Tours
38 Grenoble,Vienne
39 Lons-le-Saunier
40 Dax,Mont-de-Marsan
41 Blois
42 Roanne,Saint-Étienne
43 Le Puy-en-Velay
44 Nantes,Saint-Nazaire
45 Orléans
46 Cahors
47 Agen
48 Mende
49 Angers
50 Cherbourg,Coutances
51 Châlons-en-Champagne,Reims
52 Chaumont
53 Laval
54 Briey,Nancy,Val de Briey
55 Bar-le-Duc
56 Lorient,Vannes
57 Metz,Sarreguemines,Thionville
58 Nevers
59 Douai,Dunkerque,Lille,Lille Métropole,Roubaix-Tourcoing,Valenciennes
60 Beauvais,Compiègne
61 Alençon
62 Arras,Boulogne-sur-Mer
63 Clermont-Ferrand
64 Bayonne,Pau
65 Tarbes
66 Perpignan
67 Saverne,Strasbourg
68 Colmar,Mulhouse
69 Lyon,Villefranche-Tarare
70 Vesoul
71 Chalon-sur-Saône,Mâcon
72 Le Mans
73 Chambéry
74 Annecy,Thonon-les-Bains
75 Paris
76 Dieppe,Le Havre,Rouen
77 Meaux,Melun
78 Versailles
79 Niort
80 Amiens
81 Albi,Castres
82 Montauban
83 Draguignan,Fréjus,Toulon
84 Avignon
85 La Roche-sur-Yon
86 Poitiers
87 Limoges
88 Épinal
89 Auxerre,Sens
90 Belfort
91 Évry
92 Nanterre
93 Bobigny
94 Créteil
95 Pontoise
"""
DEPARTEMENTS = {
    name_key(city): line.split(" ", 1)[0]
    for line in REGISTRIES.strip().splitlines()
    for city in line.split(" ", 1)[1].split(",")
}


def example_number(digits: str) -> bool:
    """Whether these digits are a template's: one digit repeated, counted up, or a documented value."""
    siren = digits[:9]
    return len(set(siren)) == 1 or siren.startswith("12345678") or siren in EXAMPLES


def registry_departement(city: str) -> str | None:
    """The département of the court whose register is at this town; None when it is not listed."""
    return DEPARTEMENTS.get(name_key(city))
