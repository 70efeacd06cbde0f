/**
 * Compiled into the binding beside tfjs-node's own files, which make the eager context and each session
 * with no options. The linker (`--wrap`) puts these functions before TensorFlow's: both get the
 * ConfigProto that the environment holds in hexadecimal digits. The variable is removed when it has
 * been read, by which the process sees that its binding can do it.
 */
export const sessionConfigSource = `
#include <cstdio>
#include <cstdlib>
#include <string>
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace {

const char *const kVariable = "CROSSFOLD_TENSORFLOW_CONFIG";

[[noreturn]] void Refuse(const char *why) {
  std::fprintf(stderr, "expected a ConfigProto in hexadecimal digits in %s, got: %s\\n", kVariable, why);
  std::abort();
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string ReadConfig() {
  const char *text = std::getenv(kVariable);
  if (text == nullptr) return "";
  const std::string digits(text);
  if (digits.size() % 2 != 0) Refuse("an odd number of digits");
  std::string bytes;
  for (size_t i = 0; i < digits.size(); i += 2) {
    const int high = DigitOf(digits[i]), low = DigitOf(digits[i + 1]);
    if (high < 0 || low < 0) Refuse("another character");
    bytes.push_back(static_cast<char>(16 * high + low));
  }
  unsetenv(kVariable);
  return bytes;
}

const std::string &Config() {
  static const std::string *const config = new std::string(ReadConfig());
  return *config;
}

template <typename Options>
Options *WithConfig(Options *options,
                    void (*set)(Options *, const void *, size_t, TF_Status *)) {
  const std::string &config = Config();
  if (config.empty()) return options;
  TF_Status *status = TF_NewStatus();
  set(options, config.data(), config.size(), status);
  if (TF_GetCode(status) != TF_OK) Refuse(TF_Message(status));
  TF_DeleteStatus(status);
  return options;
}

}  // namespace

extern "C" {
TFE_ContextOptions *__real_TFE_NewContextOptions();
TF_SessionOptions *__real_TF_NewSessionOptions();

TFE_ContextOptions *__wrap_TFE_NewContextOptions() {
  return WithConfig(__real_TFE_NewContextOptions(), TFE_ContextOptionsSetConfig);
}

TF_SessionOptions *__wrap_TF_NewSessionOptions() {
  return WithConfig(__real_TF_NewSessionOptions(), TF_SetConfig);
}
}
`;
