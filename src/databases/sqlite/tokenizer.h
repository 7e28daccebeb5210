#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quiver::sqlite {

/// One token of SQL as SQLite writes it. Spaces and comments are not tokens.
struct Token {
  enum class Kind {
    kWord,        ///< a keyword or a plain name
    kQuotedName,  ///< "x" (a string where no such column exists), [x] or `x`
    kString,      ///< 'x'
    kInteger,     ///< 12, 1_000, 0xff
    kReal,        ///< 1.5, 1e3
    kSymbol,      ///< operators, parentheses, commas
    kOther,       ///< blobs, parameters, and what is no SQL at all
  };
  Kind kind;
  std::string_view text;  ///< as written; points into the tokenized string
  std::string value;      ///< names and strings without their quotes

  /// An unquoted word, in whatever case.
  bool IsKeyword(std::string_view upper_case) const;
  bool IsSymbol(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
  bool IsName() const { return kind == Kind::kWord || kind == Kind::kQuotedName; }
};

std::vector<Token> Tokenize(std::string_view sql);

/// SQLite compares names without regard to the case of ASCII letters.
bool SameName(std::string_view a, std::string_view b);

/// "x", with the quotes inside doubled.
std::string QuoteName(std::string_view name);
/// 'x', with the quotes inside doubled.
std::string QuoteText(std::string_view text);

}  // namespace quiver::sqlite
