#pragma once

#include <utility>

#include <arrow/result.h>
#include <arrow/status.h>
#include <gtest/gtest.h>

// Arrow's own testing header has these too, but is not part of every Arrow package.

#define ASSERT_OK(expression)                                               \
  do {                                                                      \
    const arrow::Status _status = (expression);                             \
    ASSERT_TRUE(_status.ok()) << #expression << ": " << _status.ToString(); \
  } while (false)

#define QUIVER_CONCATENATE_(a, b) a##b
#define QUIVER_CONCATENATE(a, b) QUIVER_CONCATENATE_(a, b)

#define ASSERT_OK_AND_ASSIGN_IMPLEMENTATION(result, declaration, expression)     \
  auto result = (expression);                                                    \
  ASSERT_TRUE(result.ok()) << #expression << ": " << result.status().ToString(); \
  declaration = std::move(result).ValueUnsafe()

#define ASSERT_OK_AND_ASSIGN(declaration, expression)                                     \
  ASSERT_OK_AND_ASSIGN_IMPLEMENTATION(QUIVER_CONCATENATE(_result, __LINE__), declaration, \
                                      expression)
