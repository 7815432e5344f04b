"""Derivatives of a batch whose name leaves open which loss they are of: the samples' own, or the batch's."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.wholes import Wholes


class EitherLoss(NamedTuple):
    """What `dZ1` of a batch may be: derivatives of the samples' own losses, or of the batch's."""

    own: str
    share: str
    names: Mapping[str, str]
    """For every entry of `own`, that of `share` at its place."""


def either_loss(meant: Sequence[str], wholes: Wholes, own_of: Mapping[str, str | None]) -> EitherLoss | None:
    """Both readings of a name that means these; None where they are something else."""
    for own, share in (meant, meant[::-1]) if len(meant) == 2 else ():
        of_own, of_share = wholes.places(own), wholes.places(share)
        names = {name: of_share.get(place, "") for place, name in of_own.items()}
        if names and all(own_of.get(other) == name for name, other in names.items()):
            return EitherLoss(own, share, names)
    return None
