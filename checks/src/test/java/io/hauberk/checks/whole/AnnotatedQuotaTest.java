package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Caller;
import io.hauberk.annotation.Quota;
import io.hauberk.annotation.RateLimited;
import io.hauberk.config.Fault;
import io.hauberk.quota.QuotaView;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quotas that annotations ask for, in a store of the file, behind gateways from a file. */
class AnnotatedQuotaTest {
    private static final String YAML = """
            hauberk: 1
            stores: { books: { file: quotas, every: 50ms, budget: 5s } }
            unmatched: pass
            """;
    private static final Caller HERE = Caller.unknown().withAddress("127.0.0.1");

    @TempDir
    Path folder;

    public static class Counted extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        @Quota(value = 2, per = "year", by = "address", store = "books", warnAt = 50)
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("counted");
        }

        @Override
        @Quota(value = 2, per = "year", by = "address", store = "books")
        @RateLimited(value = 1000, by = "address")
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("posted");
        }
    }

    private Guarded start(Container kind) throws Exception {
        return Guarded.by(kind, folder, YAML, new Counted());
    }

    private static int post(Guarded running) throws IOException {
        try (var http = running.connect()) {
            return http.send(io.hauberk.testkit.RawHttp.head("POST / HTTP/1.1", "Content-Length: 0"))
                    .readResponse("POST")
                    .status();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void itOutlivesARestartEachMethodByItselfAndIsShownCountedAndReset(Container kind) throws Exception {
        try (Guarded running = start(kind)) {
            assertThat(running.get("/").status()).isEqualTo(200);
            assertThat(running.get("/").status()).isEqualTo(200);
            assertThat(running.get("/").status()).isEqualTo(429);
            assertThat(post(running)).as("another method").isEqualTo(200);
            assertThat(running.meters()
                            .get("hauberk.quota.warnings")
                            .tag("policy", "2-per-year")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(running.meters().find("hauberk.ratelimit.overflows").counter())
                    .as("a limit of an annotation is counted, too")
                    .isNotNull();
        }
        try (Guarded running = start(kind)) {
            assertThat(running.get("/").status()).as("after a restart").isEqualTo(429);
            assertThat(running.hauberk().quotas())
                    .hasSize(2)
                    .flatExtracting(quota -> quota.view(HERE))
                    .extracting(QuotaView::used)
                    .containsExactlyInAnyOrder(2L, 1L);
            for (var quota : running.hauberk().quotas()) {
                quota.reset(HERE);
            }
            assertThat(running.get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aReloadMayMoveItsStoreButNotTakeItAway(Container kind) throws Exception {
        Path file = folder.resolve("hauberk.yaml");
        try (Guarded running = start(kind)) {
            assertThat(running.get("/").status()).isEqualTo(200);
            assertThat(running.get("/").status()).isEqualTo(200);
            Files.writeString(file, YAML.replace("stores: { books", "stores: { other"));
            assertThat(running.hauberk().reload())
                    .extracting(Fault::sentence)
                    .singleElement()
                    .asString()
                    .contains("The store books is gone", "@Quota of application.do", "Keep it");
            assertThat(running.get("/").status()).as("the old one counts on").isEqualTo(429);
            Files.writeString(file, YAML.replace("file: quotas", "file: elsewhere"));
            assertThat(running.hauberk().reload()).isEmpty();
            assertThat(running.get("/").status())
                    .as("counted elsewhere, from the beginning")
                    .isEqualTo(200);
            assertThat(running.meters().get("hauberk.quota.warnings").counter().count())
                    .isEqualTo(3);
        }
    }
}
