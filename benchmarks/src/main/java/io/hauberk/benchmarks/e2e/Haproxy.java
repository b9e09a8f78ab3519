package io.hauberk.benchmarks.e2e;

import io.hauberk.benchmarks.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** HAProxy on one thread, set up to do what the others do. */
final class Haproxy {
    private static final String PLAIN = """
            global
              nbthread 1
              maxconn 1000
            defaults
              mode http
              timeout client 30s
              timeout server 30s
              timeout connect 1s
              http-reuse always
            frontend door
              bind 127.0.0.1:%d
              http-request deny deny_status 404 unless { path,map_beg(%s) -m found }
            %s  default_backend behind
            backend behind
              server upstream 127.0.0.1:%d
            """;
    private static final String CHAIN = """
              stick-table type string len 64 size 100k expire 1m store http_req_rate(1m)
              http-request set-var(txn.token) http_auth_bearer
              http-request deny deny_status 401 unless { var(txn.token),jwt_header_query('$.alg') -m str RS256 }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.iss') -m str %s }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.aud') -m str %s }
              http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
              http-request set-var(txn.now) date()
              http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
              http-request deny deny_status 401 unless { var(txn.token),jwt_verify("RS256","%s") 1 }
              http-request deny deny_status 403 unless { var(txn.token),jwt_payload_query('$.scope') -m sub orders:read }
              http-request track-sc0 var(txn.token),jwt_payload_query('$.sub')
              http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100000000 }
              http-request set-header X-Tenant acme
              http-request del-header X-Client
              http-response set-header X-Frame-Options DENY
              http-response del-header Server
            """;

    private Haproxy() {}

    /** Whether it can be started here. */
    static boolean there() {
        try {
            return new ProcessBuilder("haproxy", "-v")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The command that starts it, its files in a folder. */
    static List<String> command(Path folder, String name, int port, int upstream, int routes, boolean chain)
            throws IOException {
        Path map = folder.resolve(name + ".map");
        Files.writeString(
                map,
                IntStream.range(0, routes)
                        .mapToObj(i -> "/api/svc" + i + "/ behind\n")
                        .collect(Collectors.joining()));
        String more = chain ? CHAIN.formatted(Tokens.ISSUER, Tokens.AUDIENCE, folder.resolve(Rig.PUBLIC_KEY)) : "";
        Path file = folder.resolve(name + ".cfg");
        Files.writeString(file, PLAIN.formatted(port, map, more, upstream));
        return List.of("haproxy", "-db", "-q", "-f", file.toString());
    }
}
