"""What a library imports when it is imported, and the book hardly ever calls, is imported then."""

import sys
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


@contextmanager
def at_first_call(names):
    """Within, `from MODULE import NAME` gives a function that imports MODULE when it is called.

    `names` has a list of such names, of functions or classes, for each module.  A module that is
    loaded already, and any that is imported after, is itself.
    """
    absent = [module for module in names if module not in sys.modules]
    for module in absent:
        sys.modules[module] = stand_in = ModuleType(module)
        vars(stand_in).update({name: later(module, name) for name in names[module]})
    try:
        yield
    finally:
        for module in absent:
            del sys.modules[module]


def later(module, name):
    return lambda *args, **kwargs: getattr(import_module(module), name)(*args, **kwargs)
