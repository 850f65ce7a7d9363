"""Filters as a laboratory writes them: named expressions over declared columns, checked and compiled."""

from genopipe.filter_profile.compiled import CompiledFilters
from genopipe.filter_profile.compiled import CompiledRule
from genopipe.filter_profile.compiled import Wrong
from genopipe.filter_profile.compiled import compile_profile
from genopipe.filter_profile.profile import FilterProfile
from genopipe.filter_profile.profile import PopulationLimit

__all__ = ["CompiledFilters", "CompiledRule", "FilterProfile", "PopulationLimit", "Wrong", "compile_profile"]
