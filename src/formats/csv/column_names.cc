#include "formats/csv/column_names.h"

#include <unordered_set>

#include <fmt/format.h>

namespace quiver::csv {

void MakeNamesUnique(std::vector<std::string>* names, std::vector<std::string>* notes) {
  // The names that are there as they are keep theirs.
  std::unordered_set<std::string> taken(names->begin(), names->end());
  std::unordered_set<std::string> seen;
  for (size_t i = 0; i < names->size(); ++i) {
    std::string& name = (*names)[i];
    if (!name.empty() && seen.insert(name).second) continue;
    const std::string stem = name.empty() ? "column" : name;
    std::string unique;
    size_t number = name.empty() ? i + 1 : 2;
    do {
      unique = fmt::format("{}_{}", stem, number++);
    } while (!taken.insert(unique).second);
    notes->push_back(
        name.empty() ? fmt::format("column {} has no name in the file: it is \"{}\"", i + 1, unique)
                     : fmt::format("column {} has the name of another, \"{}\": it is \"{}\"", i + 1,
                                   name, unique));
    name = unique;
    seen.insert(name);
  }
}

}  // namespace quiver::csv
