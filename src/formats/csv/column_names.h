#pragma once

#include <string>
#include <vector>

namespace quiver::csv {

/// Gives every column a name of its own: "column_3" where there is none, "name_2" where another has
/// it already. One line in `notes` for each change.
void MakeNamesUnique(std::vector<std::string>* names, std::vector<std::string>* notes);

}  // namespace quiver::csv
