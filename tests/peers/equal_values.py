"""Whether two tables hold the same values, exactly: NaN is NaN, -0.0 is not 0.0, NULL is not an empty text."""

import numpy
import pyarrow
import pyarrow.compute as compute
from pyarrow import types


def difference(expected, found):
    """None, or one line: the first thing in which the table `found` is not `expected`. Types may differ where a value means the
    same in both (text and large text, microseconds and nanoseconds); columns go by their names."""
    if expected.column_names != found.column_names:
        return f"has the columns {found.column_names}, not {expected.column_names}"
    if len(expected) != len(found):
        return f"has {len(found)} rows, not {len(expected)}"
    for name in expected.column_names:
        field = expected.schema.field(name)
        try:
            cells = plain(found[name], field.type)
        except (pyarrow.ArrowException, TypeError) as error:
            return f"column {name}: {found[name].type} is not {field.type}: {error}"
        row = first_difference(plain(expected[name], field.type), cells)
        if row is not None:
            return f"column {name}, row {row}: {show(found[name], row)}, not {show(expected[name], row)}"
    return None


def show(column, row):
    return repr(column[row].as_py())[:200]


def plain(column, kind):
    """One array of the type `kind`, without dictionaries. Errors: ArrowInvalid where a value is not exact in that type."""
    array = column.combine_chunks() if isinstance(column, pyarrow.ChunkedArray) else column
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_dictionary(array.type):
        array = array.dictionary.cast(kind).take(array.indices)
    if types.is_null(kind) and array.null_count == len(array):
        return pyarrow.nulls(len(array))
    if types.is_integer(array.type) and types.is_decimal(kind):
        array = array.cast(pyarrow.decimal128(38, 0))
    return array if array.type == kind else array.cast(kind, safe=True)


def first_difference(expected, found):
    """The first row where two arrays of one type differ, or None."""
    valid = as_numpy(expected.is_valid())
    unlike = valid != as_numpy(found.is_valid())
    if unlike.any():
        return int(unlike.argmax())
    rows = numpy.flatnonzero(valid)
    if len(rows) < len(valid):
        expected, found = expected.drop_null(), found.drop_null()
    place = first_difference_of_values(expected, found)
    return None if place is None else int(rows[place])


def first_difference_of_values(expected, found):
    kind = expected.type
    if len(expected) == 0:
        return None
    if types.is_struct(kind):
        places = [first_difference(*pair) for pair in zip(expected.flatten(), found.flatten())]
        return min((place for place in places if place is not None), default=None)
    if types.is_map(kind):
        kind = pyarrow.list_(pyarrow.struct([kind.key_field, kind.item_field]))
        return first_difference_of_values(as_list(expected, kind), as_list(found, kind))
    if types.is_nested(kind):
        return first_difference_of_lists(expected, found)
    if types.is_floating(kind):
        unlike = bits(expected) != bits(found)
    else:
        unlike = as_numpy(compute.not_equal(expected, found))
    return int(unlike.argmax()) if unlike.any() else None


def first_difference_of_lists(expected, found):
    lengths = as_numpy(compute.list_value_length(expected))
    unlike = lengths != as_numpy(compute.list_value_length(found))
    if unlike.any():
        return int(unlike.argmax())
    place = first_difference(expected.flatten(), found.flatten())
    return None if place is None else int(numpy.searchsorted(numpy.cumsum(lengths), place, side="right"))


def as_list(array, kind):
    """A map array as the list of pairs that it is."""
    pairs = pyarrow.StructArray.from_arrays([array.keys, array.items], fields=list(kind.value_type))
    return pyarrow.ListArray.from_arrays(array.offsets, pairs, type=kind)


def as_numpy(array):
    return array.to_numpy(zero_copy_only=False)


def bits(array):
    """The floating-point numbers as their bits, every NaN the same one."""
    numbers = as_numpy(array).copy()
    numbers[numpy.isnan(numbers)] = numpy.nan
    return numbers.view(f"u{numbers.itemsize}")
