#include "services/identity/folding.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace oat::identity {
namespace {

using icu::Transliterator;
using icu::UnicodeString;

constexpr std::u16string_view kPlainLatin = u"abcdefghijklmnopqrstuvwxyz";

// Letters that print alike, at the same place in both lists.
constexpr std::u16string_view kCyrillicAlike = u"АВЕКМНОРСТУХІҮаеорсухі";
constexpr std::u16string_view kLatinAlike = u"ABEKMHOPCTYXIYaeopcyxi";
static_assert(kCyrillicAlike.size() == kLatinAlike.size());

// One lower-case word: Cyrillic letters, and the marked Latin letters whose mark carries the
// sound, to plain Latin. All are spelled out, also where ICU would do the same: keys are stored,
// and a new ICU must not move them.
constexpr char16_t kLetterRules[] =
    uR"(
  [аә] > a; б > b; в > v; [гғґ] > g; д > d; [еєэ] > e; ё > yo; [жҗҷ] > zh; з > z; [иіїӣ] > i;
  [йы] > y; [кқ] > k; л > l; м > m; [нң] > n; [оө] > o; п > p; р > r; с > s; т > t;
  [уұүӯў] > u; ф > f; [хһҳ] > h; ц > ts; ч > ch; [шщ] > sh; ю > yu; я > ya;
  [ьъ] > ;
  # Kazakh Latin of 2018 writes У as Ý; that of 2019 and 2021 has Ş for Ш, and Ŋ stands for Ң.
  ý > u; [çč] > ch; [şșš] > sh; ž > zh; ə > a; ı > i; ŋ > n;
)";

// For what the letter rules leave over: other alphabets and all other marks.
constexpr char16_t kOtherScripts[] = u"::Any-Latin; ::Latin-ASCII; ::Lower; ::[^a-z] Remove;";

// One word of plain Latin letters: the romanisations in use to one spelling per sound. Passes are
// parted by ::Null. ICU wants a rule with a longer left context before one anchored by ^.
constexpr char16_t kSoundRules[] =
    uR"(
  $vowel = [aeiouy]; $consonant = [[a-z]-[aeiouy]];
  # X is Х in older Kazakh Latin, and KS in a few names from Greek.
  le { x > ks; li { x } $ > ks; ma { x } i > ks; o { x } an > ks; ^ { x } en > ks; x > h;
  q > k; o { w } a? $ > v; w > u; ph > f;
  ::Null;
  # Щ is SHCH, SCH or Ş; the German SCH is Ш.
  shch > sh; sch > sh; tsch > ch; tch > ch; ch > ch;
  # Ц is TS, TC, TZ or C; before other letters C is K, as in Victor.
  tzh > tzh; t[cz] > ts; c } [eiy] > ts; c } ova? $ > ts; c > k;
  kh > h; gh > g;
  # J is Ж before a vowel (Janna) and Й elsewhere (Andrej), but for Nadejda.
  j } $vowel > zh; nade { j } d > zh; j > y;
  ::Null;
  # Old spellings have Дж for initial Ж: Джумабеков.
  ^ { d } zh > ;
  # Е is E, YE or IE, but IE after a consonant is two sounds (Daniel).
  y } e > ; $vowel { i } e > ; ^ { i } e > ;
  # Ё counts as Е, for most documents write it so: YO anywhere, IO where ИО is hardly found.
  $consonant { yo > e; $vowel { [iy] o > e; [flmpt] { io > e; ^ yo > e;
  # Ү in Russian letters is often Ю: Гюльнара, Дюйсенов.
  [gkh] { [iy] } u > ; d { [iy] } u[iy]s > ;
  # Weak Ы and І that Russian documents leave out: Бауржан, Тлеубаев.
  au { [iy] } r > ; ^ t { [iy] } le > ;
  ::Null;
  # Васильев is VASILIEV, VASILYEV and VASILEV.
  $consonant { i } ev > ;
  y > i;
  ::Null;
  # Ң is N or NG. The G is kept where it is a letter of its own: after the first vowel (Инга is
  # not Инна), and at the head of -ғали (Жанғали is not Жанали).
  ^ $vowel $vowel { ng } $vowel > ng; ^ $vowel { ng } $vowel > ng;
  ng } ali > ng;
  $vowel { ng } [$vowel [$consonant-[rl]]] > n;
)";

// Without its data ICU would fold every name to nothing, silently: better no answer at all.
void Check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("folding: ") + u_errorName(status));
}

UnicodeString Normalized(const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* compatibility = icu::Normalizer2::getNFKCInstance(status);
  Check(status);
  UnicodeString result = compatibility->normalize(text, status);
  Check(status);
  return result;
}

UnicodeString FromUtf8(std::string_view text) {
  return UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

using RuleSet = std::unique_ptr<Transliterator>;

RuleSet Parsed(const char16_t* rules) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  RuleSet parsed(Transliterator::createFromRules(u"fold", rules, UTRANS_FORWARD, where, status));
  Check(status);
  return parsed;
}

struct Rules {
  RuleSet letters, other_scripts, sounds;
};

// The rules are parsed once. Each thread has its own copy, for ICU does not promise that one
// transliterator may serve two threads.
const Rules& ThreadRules() {
  static const Rules parsed{Parsed(kLetterRules), Parsed(kOtherScripts), Parsed(kSoundRules)};
  thread_local const Rules own{RuleSet(parsed.letters->clone()),
                               RuleSet(parsed.other_scripts->clone()),
                               RuleSet(parsed.sounds->clone())};
  return own;
}

// What may stand inside a word without parting it: apostrophes, quotes, invisible characters,
// digits, and U+FFFD, which ICU puts for broken bytes.
bool IsIgnored(UChar32 c) {
  constexpr uint32_t kIgnored =
      U_GC_CF_MASK | U_GC_CC_MASK | U_GC_SK_MASK | U_GC_PI_MASK | U_GC_PF_MASK | U_GC_N_MASK;
  if (u_isUWhiteSpace(c)) return false;
  return c == 0xFFFD || c == u'\'' || c == u'"' || c == u'′' || c == u'″' ||
         (U_GET_GC_MASK(c) & kIgnored) != 0;
}

UChar32 Replaced(UChar32 c, std::u16string_view from, std::u16string_view to) {
  const auto at = c <= 0xFFFF ? from.find(static_cast<char16_t>(c)) : from.npos;
  return at == from.npos ? c : to[at];
}

bool IsOf(UScriptCode script, UChar32 letter) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(letter, &status) == script;
}

// A word in both alphabets was typed with the keyboard on the wrong layout now and then. It is read
// as it looks, in the alphabet that can spell all of it. A word in one alphabet is left alone.
UnicodeString InOneAlphabet(const UnicodeString& word) {
  bool has_latin = false, has_cyrillic = false, all_cyrillic = true, all_latin = true;
  UnicodeString as_cyrillic, as_latin;
  for (int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
    const UChar32 letter = word.char32At(i);
    const UChar32 cyrillic = Replaced(letter, kLatinAlike, kCyrillicAlike);
    const UChar32 latin = Replaced(letter, kCyrillicAlike, kLatinAlike);
    has_latin = has_latin || IsOf(USCRIPT_LATIN, letter);
    has_cyrillic = has_cyrillic || IsOf(USCRIPT_CYRILLIC, letter);
    all_cyrillic = all_cyrillic && !IsOf(USCRIPT_LATIN, cyrillic);
    all_latin = all_latin && !IsOf(USCRIPT_CYRILLIC, latin);
    as_cyrillic.append(cyrillic);
    as_latin.append(latin);
  }
  if (!has_latin || !has_cyrillic) return word;
  return all_cyrillic ? as_cyrillic : all_latin ? as_latin : word;
}

// Passports double letters (Kassymov) and old documents halve them (Kiril). A doubled E
// stays, for it tells names apart: Алеев is not Алиев.
UnicodeString WithoutDoubled(const UnicodeString& word) {
  UnicodeString halved;
  for (int32_t i = 0; i < word.length(); ++i) {
    const bool repeated = i > 0 && word[i] == word[i - 1];
    if (!repeated || word[i] == u'e') halved.append(word[i]);
  }
  return halved;
}

std::string FoldWord(const UnicodeString& word) {
  const Rules& rules = ThreadRules();
  UnicodeString key = Normalized(InOneAlphabet(Normalized(word)).foldCase());
  rules.letters->transliterate(key);
  // The wide rules cost the most, and most names do without them.
  const std::u16string_view letters(key.getBuffer(), static_cast<size_t>(key.length()));
  if (letters.find_first_not_of(kPlainLatin) != letters.npos) {
    rules.other_scripts->transliterate(key);
  }
  // One rule's result may be another's input. Every round but the first only shortens the word, so
  // this ends, and a key folds to itself.
  for (UnicodeString before; before != key;) {
    before = key;
    key = WithoutDoubled(key);
    rules.sounds->transliterate(key);
  }
  std::string utf8;
  return key.toUTF8String(utf8);
}

}  // namespace

std::string FoldName(std::string_view name) {
  // A blank at the end closes the last word like the others.
  const UnicodeString text = FromUtf8(name).append(u' ');
  std::string key;
  UnicodeString word;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (IsIgnored(c)) continue;
    if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK)) != 0) {
      word.append(c);
      continue;
    }
    const std::string part = FoldWord(word);
    if (!key.empty() && !part.empty()) key += ' ';
    key += part;
    word.remove();
  }
  return key;
}

std::string FoldFullName(std::string_view family, std::string_view given) {
  const std::string family_key = FoldName(family);
  const std::string given_key = FoldName(given);
  if (family_key.empty() && given_key.empty()) return {};
  return family_key + '|' + given_key;
}

std::string FoldDocumentNumber(std::string_view number) {
  constexpr uint32_t kDropped = U_GC_PD_MASK | U_GC_Z_MASK | U_GC_CC_MASK | U_GC_CF_MASK;
  const UnicodeString text = Normalized(FromUtf8(number)).toUpper(icu::Locale::getRoot());
  UnicodeString kept;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (c == 0xFFFD || c == u'\u2212' || (U_GET_GC_MASK(c) & kDropped) != 0) continue;
    kept.append(Replaced(c, kCyrillicAlike, kLatinAlike));
  }
  std::string key;
  // Once more, for a letter that was replaced may now join with its mark.
  return Normalized(kept).toUTF8String(key);
}

}  // namespace oat::identity
