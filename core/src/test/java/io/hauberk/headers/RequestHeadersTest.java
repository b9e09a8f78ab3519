package io.hauberk.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestHeadersTest {
    private static final Request REQUEST = Request.get("/")
            .withHeaders(Headers.of("Host", "shop", "X-A", "0", "x-c", "c", "x-a", "00", "x-d", "1", "X-D", "2"));

    @Test
    void editsInTheOrderOfTheCalls() throws IOException {
        Headers headers = passed(RequestHeaders.edit(fields -> fields.set("x-a", "1")
                .add("x-b", "2")
                .remove("X-C")
                .rename("x-d", "x-e")
                .set("x-e", "last")));

        assertThat(headers).isEqualTo(Headers.of("Host", "shop", "X-A", "1", "x-b", "2", "x-e", "last"));
    }

    @Test
    void renamesEveryLineAndReplacesWhatStoodThere() throws IOException {
        Headers headers = passed(RequestHeaders.edit(fields -> fields.rename("x-d", "x-a")));

        assertThat(headers.all("x-a")).containsExactly("1", "2");
        assertThat(headers.contains("x-d")).isFalse();
    }

    @Test
    void renamesNothingWhereThereIsNothing() throws IOException {
        assertThat(passed(RequestHeaders.edit(fields -> fields.rename("x-none", "x-a"))))
                .isSameAs(REQUEST.headers());
    }

    @Test
    void passesTheSameRequestWhereNothingChanges() throws IOException {
        Handled handled = FilterTest.of(RequestHeaders.edit(fields -> fields.remove("x-none")))
                .handle(REQUEST);

        assertThat(handled.request()).isSameAs(REQUEST);
        assertThat(handled.status()).isEqualTo(200);
    }

    @Test
    void leavesADecision() throws IOException {
        Handled handled = FilterTest.of(RequestHeaders.edit(fields -> fields.set("x-a", "1")))
                .get("/");

        assertThat(handled.decisions()).containsExactly(Decision.of("requestHeaders", Outcome.APPLIED, null));
    }

    @Test
    void refusesFieldsThatFrameTheMessage() {
        for (String name : List.of(
                "Content-Length", "transfer-encoding", "Connection", "TE", "Trailer", "Upgrade", "Keep-Alive")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RequestHeaders.edit(fields -> fields.remove(name)))
                    .withMessageStartingWith("requestHeaders cannot change " + name + ": where a message ends");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RequestHeaders.edit(fields -> fields.rename("x-a", name)));
        }
    }

    @Test
    void refusesHostAndSaysWhereItBelongs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestHeaders.edit(fields -> fields.set("host", "evil")))
                .withMessageContaining("Use rewrite: { host: … }.");
    }

    @Test
    void refusesNamesAndValuesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> RequestHeaders.edit(fields -> fields.set("x a", "1")));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestHeaders.edit(fields -> fields.set(":path", "1")));
        assertThatIllegalArgumentException().isThrownBy(() -> RequestHeaders.edit(fields -> fields.remove("")));
        for (String value : List.of("a\r\nb", "\0", "\u001b", "ü", "\u007f")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RequestHeaders.edit(fields -> fields.add("x-a", value)))
                    .withMessageContaining("Use printable ASCII.");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestHeaders.edit(fields -> fields.rename("x-a", "X-A")));
    }

    @Test
    void cannotBeShadowed() {
        Filter filter = RequestHeaders.edit(fields -> fields.set("x-a", "1"));

        assertThat(filter.concern()).isEqualTo(Concern.TRANSFORMATION);
        assertThatThrownBy(filter::shadowed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsNamesAndNoValues() {
        assertThat(RequestHeaders.edit(
                        fields -> fields.set("Authorization", "secret").rename("a", "b")))
                .hasToString("requestHeaders(set Authorization, rename a to b)");
    }

    @Test
    void isReadFromYaml() throws IOException {
        Filter filter = Yaml.read(
                "add: { x-b: 2 }\nset: { x-a: '1' }\nremove: [x-c, x-none]\nrename: { x-d: x-b }\n",
                RequestHeaders::from);

        assertThat(passed(filter))
                .isEqualTo(Headers.of("Host", "shop", "X-A", "1", "x-b", "1", "x-b", "2", "x-b", "2"));
    }

    @Test
    void everyFaultInYamlHasItsLine() {
        assertThat(Yaml.faults(
                        "set: { host: a }\nadd: { x-a: \"a\\nb\" }\nremove: [te]\nrename: { a: A }",
                        RequestHeaders::from))
                .hasSize(4)
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("hauberk.yaml:1").contains("Host"))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("hauberk.yaml:2").contains("x-a"))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("hauberk.yaml:3").contains("te"))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("hauberk.yaml:4").contains("itself"));
        assertThat(Yaml.faults("{}", RequestHeaders::from))
                .singleElement()
                .asString()
                .contains("changes nothing");
    }

    private static Headers passed(Filter filter) throws IOException {
        return FilterTest.of(filter).handle(REQUEST).request().headers();
    }
}
