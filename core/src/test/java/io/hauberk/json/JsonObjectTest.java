package io.hauberk.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonObjectTest {

    @Test
    void writesTextNumbersBooleansNullsAndLists() {
        JsonObject json = new JsonObject()
                .member("a", "x")
                .member("b", 7)
                .member("c", 1.5)
                .member("d", true)
                .member("e", null)
                .member("f", Arrays.asList("y", 2, null, List.of(false)));

        assertThat(json)
                .hasToString("{\"a\":\"x\",\"b\":7,\"c\":1.5,\"d\":true,\"e\":null,\"f\":[\"y\",2,null,[false]]}");
    }

    @Test
    void writesAnEmptyObject() {
        assertThat(new JsonObject()).hasToString("{}");
    }

    @Test
    void escapesWhatBreaksLinesAndLogs() {
        JsonObject json = new JsonObject().member("a\n\"", "\\\r\n\t\0\u001b\u007f\u0085\u2028\u2029é");

        assertThat(json)
                .hasToString(
                        "{\"a\\u000a\\\"\":\"\\\\\\u000d\\u000a\\u0009\\u0000\\u001b\\u007f\\u0085\\u2028\\u2029é\"}");
    }

    @Test
    void replacesSurrogatesThatStandAlone() {
        JsonObject json =
                new JsonObject().member("a", "\ud83d").member("b", "x\ude00y").member("c", "\ud83d\ude00");

        assertThat(json).hasToString("{\"a\":\"\ufffd\",\"b\":\"x\ufffdy\",\"c\":\"\ud83d\ude00\"}");
    }

    @Test
    void writesWhatJsonDoesNotKnowAsNullOrText() {
        JsonObject json = new JsonObject()
                .member("a", Double.NaN)
                .member("b", Float.POSITIVE_INFINITY)
                .member("c", new StringBuilder("\"x\""));

        assertThat(json).hasToString("{\"a\":null,\"b\":null,\"c\":\"\\\"x\\\"\"}");
    }

    @Test
    void survivesAListThatHoldsItself() {
        Iterable<Object> endless = new Iterable<>() {
            @Override
            public java.util.Iterator<Object> iterator() {
                return List.<Object>of(this).iterator();
            }

            @Override
            public String toString() {
                return "…";
            }
        };

        assertThat(new JsonObject().member("a", endless).toString()).contains("…");
    }

    @Property
    void isReadBackAsItWas(@ForAll String name, @ForAll String value) throws ParseException {
        String json = new JsonObject().member(name, value).toString();

        assertThat(JSONObjectUtils.parse(json)).containsEntry(whole(name), whole(value));
        assertThat(json.chars()).noneMatch(c -> c < ' ');
    }

    /** What UTF-8 makes of it. */
    private static String whole(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints().forEach(c -> whole.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c));
        return whole.toString();
    }
}
