package io.hauberk.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.apikey.ApiKey;
import io.hauberk.config.Hauberk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers in tables of H2, whose texts ignore case there as those of some databases do. */
class H2ConsumersTest extends JdbcConsumersContract {
    @Override
    JdbcDataSource database() {
        return H2.source(H2.url() + ";IGNORECASE=TRUE");
    }

    @Test
    void aDatabaseThatCannotBeAskedIsNoAnswer() {
        assertThatThrownBy(() -> JdbcConsumers.in(H2.source()).find(Kind.KEY, "k"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be asked");
    }

    @Test
    void aFileNamesTheDatabase(@TempDir Path folder) throws Exception {
        Consumer acme = Consumer.of("acme").with(Credential.of(Kind.KEY, ApiKey.hash("s3cret"), ""));
        JdbcDataSource source = (JdbcDataSource) tables();
        try (Connection connection = source.getConnection()) {
            insert(connection, acme);
        }
        Path file = Files.writeString(
                folder.resolve("hauberk.yaml"), """
                hauberk: 1
                consumersFrom: { jdbc: "%s", user: "", password: "", fresh: 10s }
                consumers:
                  bob: { keys: [ "sha256:%s" ] }
                routes: [ { match: [ { path: /a } ], filters: [ apiKey ], respond: { status: 204 } } ]
                """.formatted(source.getURL(), ApiKey.hash("of-bob")));
        try (Hauberk hauberk = Hauberk.load(file)) {
            for (String key : List.of("s3cret", "of-bob")) {
                Request request = Request.get("/a").with("x-api-key", key);
                assertThat(hauberk.gateway()
                                .handle(request, inner -> Response.of(500))
                                .status())
                        .isEqualTo(204);
            }
            Request wrong = Request.get("/a").with("x-api-key", "nonsense");
            assertThat(hauberk.gateway()
                            .handle(wrong, inner -> Response.of(500))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatOnlyTheDatabaseHoldsForEqualIsNobodys() throws Exception {
        Consumer upper = Consumer.of("upper").with(Credential.of(Kind.PASSWORD, "ANN", "one"));
        Consumer lower = Consumer.of("lower").with(Credential.of(Kind.PASSWORD, "ann", "two"));
        Consumers consumers = with(List.of(upper, lower));
        assertThat(consumers.find(Kind.PASSWORD, "ann").name()).isEqualTo("lower");
        assertThat(consumers.find(Kind.PASSWORD, "ANN").name()).isEqualTo("upper");
        assertThat(consumers.find(Kind.PASSWORD, "Ann")).isNull();
    }
}
