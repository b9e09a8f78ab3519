package io.hauberk.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementPatternTest {
    @ParameterizedTest
    @CsvSource({
        "[0-9]+, 123, true",
        "[0-9]+, 12a, false",
        "\\d{4}-\\d{2}-\\d{2}, 2026-01-31, true",
        "\\d{4}-\\d{2}-\\d{2}, 2026-1-31, false",
        "v(?:1|2), v2, true",
        "v(1|2), v12, false",
        "^a.c$, abc, true",
        "[^/.]+, abc, true",
        "[^/.]+, a.c, false",
        "\\w+\\.(png|jpe?g), cat_1.jpg, true",
        "a{2}, aa, true",
        "'a{2,}', aaaa, true",
        "'a{2,3}', aaaa, false",
        "[\\d\\-x]+, 1-x, true",
        "[a\\]]+, a], true",
        "ä|\\S\\W, ä, true",
        "a*?b+?, aab, true",
    })
    void matchesTheWholeElement(String pattern, String text, boolean fits) {
        assertThat(ElementPattern.of(pattern).matches(text)).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(a",
                "a)",
                "[a",
                "[]",
                "a**",
                "a*+",
                "a{2",
                "a{x}",
                "a{3,2}",
                "*a",
                "(?=a)b",
                "(?<n>a)",
                "(?i)a",
                "(a)\\1",
                "\\bword",
                "\\p{L}",
                "a\\",
                "[z-a]",
                "[a-\\d]",
                "[[a]]",
                "[a&&b]",
                "a^b",
                "a$b",
                "[0-9]{500}",
                "(a{0,99}){0,99}",
                "a{99999}",
            })
    void refusesWhatItCannotMatchInLinearTimeWithASentence(String pattern) {
        assertThatThrownBy(() -> ElementPattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)The pattern \".*\" .*\\.");
    }

    @Test
    void groupsInGroupsWithoutEndAreRefused() {
        assertThatThrownBy(() -> ElementPattern.of("(".repeat(10_000))).hasMessageContaining("32 groups");
        assertThatThrownBy(() -> ElementPattern.of("((((((){999}){999}){999}){999}){999}){999}a{999}"))
                .hasMessageContaining("256 positions");
    }

    /** Java's own engine needs longer than the age of the universe for the first of these. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*a){20}b", "([a-z]+)*[0-9]", "(a?){60}a{60}b"})
    void noInputMakesItSlow(String pattern) {
        ElementPattern compiled = ElementPattern.of(pattern);
        String hostile = "a".repeat(8_000);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(compiled.matches(hostile + "!")).isFalse());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithJavaOnWhatBothKnow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int fitting = 0;
        for (int i = 0; i < 4_000; i++) {
            String pattern = pattern(random, 3);
            Pattern java = Pattern.compile(pattern, Pattern.DOTALL);
            ElementPattern own = ElementPattern.of(pattern);
            for (int j = 0; j < 20; j++) {
                String text = text(random);
                boolean expected = java.matcher(text).matches();
                fitting += expected ? 1 : 0;
                assertThat(own.matches(text)).as("%s on \"%s\"", pattern, text).isEqualTo(expected);
            }
            String example = own.example();
            assertThat(example == null || java.matcher(example).matches())
                    .as("%s on %s", pattern, example)
                    .isTrue();
        }
        assertThat(fitting).isGreaterThan(2_000);
    }

    @Test
    void randomTextIsReadOrRefusedAndNeverMeansSomethingElseThanInJava() {
        SplittableRandom random = new SplittableRandom(7);
        String signs = "ab1-^$.|()[]{}*+?\\,dwsDWS0";
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int j = random.nextInt(8); j >= 0; j--) {
                pattern.append(signs.charAt(random.nextInt(signs.length())));
            }
            Throwable thrown = catchThrowable(() -> ElementPattern.of(pattern.toString()));
            if (thrown == null) {
                read++;
                agreeWhereJavaKnowsIt(pattern.toString(), text(random));
            } else {
                assertThat(thrown).isExactlyInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    private static void agreeWhereJavaKnowsIt(String pattern, String text) {
        Pattern java;
        try {
            java = Pattern.compile(pattern, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return;
        }
        assertThat(ElementPattern.of(pattern).matches(text))
                .as("%s on \"%s\"", pattern, text)
                .isEqualTo(java.matcher(text).matches());
    }

    @Test
    void findsWhatTwoPatternsHaveInCommon() {
        assertThat(ElementPattern.of("[0-9]+").common(ElementPattern.of("\\d"))).isEqualTo("0");
        assertThat(ElementPattern.of("[0-9]+").common(ElementPattern.of("[a-z]+")))
                .isNull();
        assertThat(ElementPattern.of("a.*").common(ElementPattern.of(".*b"))).isEqualTo("ab");
        assertThat(ElementPattern.of("[ä-ü]").common(ElementPattern.of("\\W"))).isEqualTo("ä");
        assertThat(ElementPattern.of("a*").example()).isEqualTo("a");
    }

    private static String pattern(SplittableRandom random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String atom = switch (random.nextInt(depth > 0 ? 9 : 7)) {
                case 0, 1 -> "a";
                case 2 -> "b";
                case 3 -> ".";
                case 4 -> "[^a]";
                case 5 -> "[a-b1]";
                case 6 -> "\\d";
                case 7 -> "(" + pattern(random, depth - 1) + ")";
                default -> "(?:" + pattern(random, depth - 1) + "|" + pattern(random, depth - 1) + ")";
            };
            String[] counts = {"", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"};
            pattern.append(atom).append(depth < 3 && atom.length() > 8 ? "" : counts[random.nextInt(counts.length)]);
        }
        return pattern.toString();
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append("aab1c-".charAt(random.nextInt(6)));
        }
        return text.toString();
    }
}
