package io.hauberk.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                            | accessLog(json to hauberk.access)
            {format: text, logger: a.b}   | accessLog(text to a.b)
            {sample: 5, slow: 1s}         | accessLog(json to hauberk.access, 5.0 % of what succeeded)
            """)
    void isReadFromAFile(String yaml, String expected) {
        assertThat(Yaml.read(yaml, AccessLog::from)).hasToString(expected);
    }

    @Test
    void everyParameterHasItsEffect() throws IOException {
        AccessLog read = Yaml.read(
                "{omit: [time, headMs, durationMs, scheme, bytesIn], add: {env: prod}, requestHeaders: [X-A], responseHeaders: content-type,"
                        + " query: [page], maxLength: 16, format: text}",
                AccessLog::from);
        Lines lines = new Lines();
        FilterTest.of(lines.in(read))
                .handle(Request.get("/a/very/long/path?page=2&x=1").with("x-a", "1"))
                .end(End.COMPLETED);

        assertThat(lines.only())
                .isEqualTo(
                        "method=GET host=localhost path=\"/a/very/long/pa\u2026\" query=\"page=2&x=*\" status=200"
                                + " end=completed bytesOut=2 request.x-a=1 response.content-type=\"text/plain;char\u2026\" env=prod");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {format: xml}                    | json
            {omit: [adress]}                 | has no field "adress"
            {requestHeaders: [Cookie]}       | credentials
            {responseHeaders: [Set-Cookie]}  | credentials
            {add: {status: x}}               | another name
            {sample: 0.1}                    | percent
            {maxLength: 1}                   | from 16 to 65536
            {slow: fast}                     | a duration
            {headers: [a]}                   | headers
            """)
    void whatIsWrongInAFileIsSaid(String yaml, String fault) {
        List<String> faults = Yaml.faults(yaml, AccessLog::from);
        assertThat(faults).singleElement().asString().contains(fault);
    }
}
