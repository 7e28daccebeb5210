#include "databases/sqlite/create_table.h"

#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

namespace {

/// Walks over the column definitions and table constraints between the outer parentheses. What
/// stands in inner parentheses is never a constraint of its own.
class Parser {
 public:
  explicit Parser(std::string_view sql) : tokens_(Tokenize(sql)) {}

  CreateTable Parse() {
    while (position_ < tokens_.size() && !tokens_[position_].IsSymbol("(")) {
      if (tokens_[position_].IsKeyword("VIRTUAL")) return {};
      ++position_;
    }
    ++position_;
    while (ParseDefinition()) continue;
    return std::move(result_);
  }

 private:
  /// One column with its constraints, or one or more table constraints; false at the end.
  bool ParseDefinition() {
    if (position_ >= tokens_.size() || tokens_[position_].IsSymbol(")")) return false;
    const std::string column = tokens_[position_].value;
    std::string constraint;
    while (position_ < tokens_.size() && !tokens_[position_].IsSymbol(")")) {
      const Token& token = tokens_[position_++];
      if (token.IsSymbol(",")) return true;
      if (token.IsKeyword("CONSTRAINT") && position_ < tokens_.size()) {
        constraint = tokens_[position_++].value;
      } else if (token.IsKeyword("CHECK") && AtGroup()) {
        result_.checks.push_back({constraint, std::string(SkipGroup())});
        constraint.clear();
      } else if (token.IsKeyword("AS") && AtGroup()) {
        result_.generated.push_back({column, std::string(SkipGroup())});
      } else if (token.IsKeyword("CONFLICT") && position_ < tokens_.size()) {
        result_.on_conflict.push_back(tokens_[position_++].value);
      } else if (token.IsSymbol("(")) {
        --position_;
        SkipGroup();
      }
    }
    return false;
  }

  bool AtGroup() const { return position_ < tokens_.size() && tokens_[position_].IsSymbol("("); }

  /// Steps behind the parenthesis that closes the one here; gives the text between them.
  std::string_view SkipGroup() {
    const Token& open = tokens_[position_];
    const char* begin = open.text.data() + 1;
    int depth = 0;
    for (; position_ < tokens_.size(); ++position_) {
      if (tokens_[position_].IsSymbol("(")) ++depth;
      if (tokens_[position_].IsSymbol(")") && --depth == 0) {
        const char* end = tokens_[position_++].text.data();
        return {begin, static_cast<size_t>(end - begin)};
      }
    }
    return {};
  }

  std::vector<Token> tokens_;
  size_t position_ = 0;
  CreateTable result_;
};

}  // namespace

CreateTable ParseCreateTable(std::string_view sql) { return Parser(sql).Parse(); }

}  // namespace quiver::sqlite
