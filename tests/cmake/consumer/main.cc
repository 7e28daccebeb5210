#include <iostream>

#include "quiver/location.h"

int main() {
  auto location = quiver::Location::Parse("sqlite:app.db");
  if (!location.ok()) return 1;
  std::cout << quiver::LocationKindName(location->kind) << ':' << location->path << '\n';
}
