// A value or an Error. Whatever may fail in the field returns one; it must not be ignored.
#pragma once

#include <utility>
#include <variant>

#include "base/error.h"

namespace pyx {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // Precondition of value, * and ->: ok(). Precondition of error: !ok(). Otherwise
  // std::bad_variant_access.
  T& value() & { return std::get<0>(held_); }
  const T& value() const& { return std::get<0>(held_); }
  // By value, so that `for (x : f().value())` does not walk through a temporary that is gone.
  T value() && { return std::get<0>(std::move(held_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { return std::get<1>(held_); }
  Error error() && { return std::get<1>(std::move(held_)); }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : failed_(true), error_(std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return error_; }
  Error error() && { return std::move(error_); }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace pyx

#define PYX_CONCAT_(a, b) a##b
#define PYX_CONCAT(a, b) PYX_CONCAT_(a, b)
// PYX_TRY(expression): returns its error from this function.
#define PYX_TRY(...)                                               \
  do {                                                             \
    auto pyx_try_result = (__VA_ARGS__);                           \
    if (!pyx_try_result) return std::move(pyx_try_result).error(); \
  } while (false)
// PYX_ASSIGN(auto name, expression): takes its value, or returns its error from this function.
#define PYX_ASSIGN(declaration, ...) \
  PYX_ASSIGN_(PYX_CONCAT(pyx_result_, __COUNTER__), declaration, __VA_ARGS__)
#define PYX_ASSIGN_(result, declaration, ...)    \
  auto result = (__VA_ARGS__);                   \
  if (!result) return std::move(result).error(); \
  declaration = std::move(result).value()
