package io.hauberk.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Headers;
import io.hauberk.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The parser beside the grammar of W3C Trace Context, level 2, written as regular expressions. */
class TraceFieldsFuzzTest {
    private static final Pattern PARENT = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", Pattern.DOTALL);
    private static final Pattern MEMBER =
            Pattern.compile("([a-z0-9][a-z0-9_\\-*/@]{0,255})=([ -+\\--<>-~]{0,255}[!-+\\--<>-~])");
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Provide
    Arbitrary<String> parents() {
        Arbitrary<String> changed = Arbitraries.integers()
                .between(0, VALID.length() - 1)
                .flatMap(at -> Arbitraries.of("0", "1", "f", "g", "F", "-", "_", " ", "\u0663", "", "00", "--", ",")
                        .map(with -> VALID.substring(0, at) + with + VALID.substring(at + 1)));
        Arbitrary<String> built = Arbitraries.of("00", "01", "cc", "fe", "ff", "0F")
                .flatMap(version -> Arbitraries.of("0", "a", "7f")
                        .flatMap(digit -> Arbitraries.of("", "-", "-x", "x", "-01", "\u0000", ",b", "-ä")
                                .map(tail -> version + '-' + digit.repeat(32).substring(0, 32) + '-'
                                        + digit.repeat(16).substring(0, 16) + "-03" + tail)));
        return Arbitraries.oneOf(changed, built, changed, Arbitraries.strings().ofMaxLength(60));
    }

    @Property(tries = 5000)
    void readsATraceparentIfAndOnlyIfTheGrammarHasIt(@ForAll("parents") String text) {
        Headers headers =
                Headers.Edit.withRoomFor(1).addUnchecked("traceparent", text).build();
        Trace trace = TraceFields.continued(headers);

        Matcher matcher = PARENT.matcher(blanksCut(text));
        boolean matches = matcher.matches() && (!matcher.group(1).equals("00") || matcher.group(5) == null);
        assertThat(trace != null).isEqualTo(matches);
        if (trace != null) {
            assertThat(trace.traceId()).isEqualTo(matcher.group(2));
            assertThat(trace.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(matcher.group(3));
            assertThat(Trace.parse(blanksCut(text), null).spanId()).isEqualTo(matcher.group(3));
            int flags = Integer.parseInt(matcher.group(4), 16);
            assertThat(trace.sampled()).isEqualTo((flags & 1) == 1);
            assertThat(trace.random()).isEqualTo((flags & 2) == 2);
        }
    }

    @Provide
    Arbitrary<List<String>> states() {
        Arbitrary<String> keys = Arbitraries.oneOf(
                Arbitraries.of(
                        "a",
                        "b",
                        "7",
                        "rojo",
                        "t@v",
                        "a@",
                        "@a",
                        "A",
                        "",
                        "a b",
                        "a/*-_",
                        "ä",
                        "x".repeat(256),
                        "x".repeat(257)),
                Arbitraries.strings().withChars("abcdefgh").ofMinLength(1).ofMaxLength(3));
        Arbitrary<String> values = Arbitraries.of(
                "1",
                "v w",
                " v",
                "",
                "=",
                "a=b",
                "~",
                "\u007f",
                "ü",
                "v".repeat(100),
                "v".repeat(129),
                "v".repeat(256),
                "v".repeat(257));
        Arbitrary<String> members = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        20,
                        Arbitraries.strings()
                                .withChars("abcdefgh")
                                .ofMinLength(1)
                                .ofMaxLength(3)
                                .map(key -> key + "=1")),
                net.jqwik.api.Tuple.of(4, keys.flatMap(key -> values.map(value -> key + '=' + value))),
                net.jqwik.api.Tuple.of(2, Arbitraries.of("", " ", "\t", "a", "=", " a=1\t")));
        return members.list()
                .ofMaxSize(40)
                .map(list -> String.join(",", list))
                .list()
                .ofMaxSize(3);
    }

    @Property(tries = 3000)
    void combinesStatesAsTheGrammarSays(@ForAll("states") List<String> lines) {
        String combined = TraceState.combined(lines);

        assertThat(combined).isEqualTo(oracle(lines));
        if (combined != null) {
            assertThat(combined.length()).isLessThanOrEqualTo(512);
            assertThat(TraceState.combined(List.of(combined))).isEqualTo(combined);
        }
    }

    private static String oracle(List<String> lines) {
        Map<String, String> members = new LinkedHashMap<>();
        int count = 0;
        for (String element : String.join(",", lines).split(",", -1)) {
            String member = blanksCut(element);
            if (member.isEmpty()) {
                continue;
            }
            Matcher matcher = MEMBER.matcher(member);
            if (!matcher.matches() || ++count > 32) {
                return null;
            }
            members.putIfAbsent(matcher.group(1), member);
        }
        List<String> kept = new ArrayList<>(members.values());
        for (int i = kept.size() - 1; i >= 0 && length(kept) > 512; i--) {
            if (kept.get(i).length() > 128) {
                kept.remove(i);
            }
        }
        while (length(kept) > 512) {
            kept.remove(kept.size() - 1);
        }
        return kept.isEmpty() ? null : String.join(",", kept);
    }

    private static int length(List<String> members) {
        return String.join(",", members).length();
    }

    private static String blanksCut(String text) {
        return text.replaceAll("\\A[ \\t]+|[ \\t]+\\z", "");
    }

    @Test
    void aStateOfThirtyTwoMembersStaysAndOneMoreIsTooMany() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            lines.add("k" + i + "=" + i);
        }
        assertThat(TraceState.combined(lines)).isEqualTo(String.join(",", lines));
        lines.add("k32=32");
        assertThat(TraceState.combined(lines)).isNull();
    }

    @Test
    void longMembersGoFirstAndThenTheOldest() {
        String large = "x=" + "v".repeat(200);
        String small = "a=" + "1".repeat(98);
        List<String> lines = List.of(large, small, "b" + small, "c" + small, "d" + small, "e" + small);
        assertThat(TraceState.combined(lines)).isEqualTo(String.join(",", lines.subList(1, 6)));
        assertThat(TraceState.combined(List.of(small, "b" + small, "c" + small, "d" + small, "e" + small, "f=1")))
                .isEqualTo(String.join(",", small, "b" + small, "c" + small, "d" + small, "e" + small, "f=1"));
    }

    @Test
    void aStateWhoseOnlyMemberIsTooLongIsNone() {
        String largest = "x".repeat(256) + "=" + "v".repeat(256);
        assertThat(TraceState.combined(List.of(largest))).isNull();
        assertThat(TraceState.combined(List.of(largest.substring(1)))).isEqualTo(largest.substring(1));
    }
}
