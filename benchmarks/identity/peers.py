"""What the peers score on the same data in the same run: Splink 5, and plain rapidfuzz on its pairs."""

from __future__ import annotations

from benchmarks.identity.data import Labelled, Screening
from benchmarks.identity.plain import full_names, rapidfuzz_runs
from benchmarks.identity.scored import Figures, Scored, labelled_figures, screening_figures
from benchmarks.identity.splink_french import french_run
from benchmarks.identity.splink_open import open_run
from benchmarks.identity.splink_runs import clustered


def screening_peers(data: Screening) -> dict[str, Figures]:
    """Figures of each peer on debtors against a register."""
    done, (queries, register) = french_run(data)
    names = queries["nom_complet"].combine_chunks(), register["nom_complet"].combine_chunks()
    told = {"splink": screening_figures(data, done.scored)}
    for name, scored in rapidfuzz_runs(*names, done.scored.pairs).items():
        told[name] = screening_figures(data, scored)
    return told


def labelled_peers(data: Labelled) -> dict[str, Figures]:
    """Figures of each peer on a labelled file; Splink's clusters where one file is deduplicated."""
    done = open_run(data)
    told = {"splink": labelled_figures(data, done.scored)}
    if data.right is None:
        told["splink"] |= clustered(data, done)
    runs: dict[str, Scored] = rapidfuzz_runs(*full_names(data), done.scored.pairs)
    return told | {name: labelled_figures(data, scored) for name, scored in runs.items()}
