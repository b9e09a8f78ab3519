package io.hauberk.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aPortIsANumberThatOneCanBeAndNothingElse() {
        assertThat(Tree.object("{\"port\": 8080}").at("port").port()).isEqualTo(8080);
        assertThat(Tree.object("{\"port\": \"8080\"}").at("port").port()).isEqualTo(8080);
        // Cut to 32 bits this would be 80.
        for (String none : List.of("4294967376", "0", "-1", "65536", "1e3", "true", "null")) {
            assertThat(Tree.object("{\"port\": " + none + "}").at("port").port())
                    .as(none)
                    .isEqualTo(-1);
        }
    }

    @Test
    void everyKindOfValueIsRead() {
        assertThat(
                        Json.object(
                                " { \"a\" : \"x\\u0041\\n\\\"\\\\\\/\" , \"b\":[1,-2.5e1,true,false,null,{}],\"c\":{},\"d\":null,\"e\":0 } "))
                .isEqualTo(Map.of(
                        "a", "xA\n\"\\/", "b", List.of(1L, -25.0, true, false, Map.of()), "c", Map.of(), "e", 0L));
        assertThat(Json.object("{\"a\":12345678901234567890}")).isEqualTo(Map.of("a", 1.2345678901234567E19));
        assertThat(Json.object("{\"\":\"\"}")).isEqualTo(Map.of("", ""));
        assertThat(Json.object("{}")).isEmpty();
    }

    @Test
    void anythingElseIsNotJson() {
        for (String text : List.of(
                "",
                " ",
                "{",
                "}",
                "[]",
                "1",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1}{",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":0x1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1e999}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":[1,]}",
                "{\"a\":[1",
                "// c\n{}",
                "{/**/}",
                "\ufeff{}",
                "{}\u0000",
                "{\u0000}",
                "{\u00a0}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":null,\"a\":1}",
                "{\"a\":1,\"a\":null}",
                "{\"a\":null,\"a\":null}",
                "{\"b\":{\"a\":1,\"a\":1}}",
                "{\"a\":" + "9".repeat(50) + "}")) {
            assertThat(Json.object(text)).as(text).isNull();
        }
    }

    @Test
    void nestingHasAnEnd() {
        assertThat(Json.object("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}"))
                .isNotNull();
        assertThat(Json.object("{\"a\":" + "[".repeat(100_000))).isNull();
        assertThat(Json.object("{\"a\":".repeat(100_000))).isNull();
    }
}
