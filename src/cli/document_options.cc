#include <fmt/format.h>

#include "cli/documents.h"
#include "cli/options.h"

namespace quiver::cli {

void AddDocumentOptions(CLI::App& app) {
  app.add_flag_callback("--man",
                        [&app] {
                          fmt::print("{}", ManPage(app));
                          throw CLI::Success();
                        })
      ->group("");
  app.add_option_function<std::string>(
         "--completions",
         [&app](const std::string& name) {
           for (const auto& [shell, meaning] : kShells) {
             if (name != shell) continue;
             fmt::print("{}", Completions(app, meaning));
             throw CLI::Success();
           }
           throw CLI::ValidationError("--completions", "\"" + name + "\" is none of bash|zsh|fish");
         })
      ->group("");
}

}  // namespace quiver::cli
