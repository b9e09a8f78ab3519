package io.hauberk.checks.whole;

import io.hauberk.config.Hauberk;
import io.hauberk.servlet.HauberkFilter;
import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import io.hauberk.testkit.ThrowawayIssuer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A gateway from a file in a container, the issuer that it believes, and behind it an application that says who it thinks
 * calls: the remote user, and one header.
 */
final class TokenGateway implements AutoCloseable {
    final ThrowawayIssuer issuer = ThrowawayIssuer.start();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Hauberk hauberk;
    private final Container.Running container;

    /**
     * @param yaml with {@code ISSUER}, {@code CLIENT} and {@code SECRET} for what they are
     * @param header what the application tells besides the user
     */
    TokenGateway(Container kind, Path folder, String yaml, String header) throws Exception {
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), of(issuer, yaml));
        hauberk = Hauberk.loader(file).metrics(meters).unwatched().load();
        container = kind.start(context -> {
            HauberkFilter.install(context, hauberk.gateway());
            context.addServlet("who", new Who(header)).addMapping("/*");
        });
    }

    /** A file about an issuer. */
    static String of(ThrowawayIssuer issuer, String yaml) {
        return yaml.replace("ISSUER", issuer.url())
                .replace("CLIENT", ThrowawayIssuer.CLIENT)
                .replace("SECRET", ThrowawayIssuer.SECRET);
    }

    int port() {
        return container.port();
    }

    RawMessage get(String target, String... fields) throws IOException {
        return send("GET " + target + " HTTP/1.1", fields);
    }

    RawMessage send(String line, String... fields) throws IOException {
        try (RawHttp http = RawHttp.connect(port())) {
            http.send(RawHttp.head(line, fields));
            return http.readResponse("GET");
        }
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Override
    public void close() throws Exception {
        container.close();
        hauberk.close();
        issuer.close();
    }

    /** Says who the application thinks calls. */
    static final class Who extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final String header;

        Who(String header) {
            this.header = header;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Cache-Control", "public, max-age=60");
            response.getOutputStream().print(request.getRemoteUser() + " " + request.getHeader(header));
        }
    }
}
