package io.hauberk.benchmarks.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pairs of sidecars on one worker each: plain HTTP to and from their own service, mutual TLS 1.3 between them, names
 * verified, connections kept. They apply no policy, so they cost less than those of a mesh.
 */
enum Sidecars {
    HAPROXY {
        @Override
        List<String> command(Path folder, boolean outbound, int port, int to, Path certificates) throws IOException {
            Path pair = folder.resolve(name() + outbound + ".pem");
            Files.writeString(
                    pair,
                    Files.readString(certificates.resolve("tls.crt"))
                            + Files.readString(certificates.resolve("tls.key")));
            String ca = certificates.resolve("ca.crt").toString();
            String bind = outbound
                    ? "127.0.0.1:" + port
                    : "127.0.0.1:" + port + " ssl crt " + pair + " ca-file " + ca
                            + " verify required ssl-min-ver TLSv1.2";
            String server = outbound
                    ? "127.0.0.1:" + to + " ssl crt " + pair + " ca-file " + ca
                            + " verify required verifyhost orders sni str(orders)"
                    : "127.0.0.1:" + to;
            Path file = Files.writeString(folder.resolve(name() + outbound + ".cfg"), """
                    global
                      nbthread 1
                      maxconn 1000
                    defaults
                      mode http
                      timeout client 30s
                      timeout server 30s
                      timeout connect 1s
                      http-reuse always
                      retries 1
                    frontend in
                      bind %s
                      default_backend out
                    backend out
                      balance leastconn
                      server peer %s
                    """.formatted(bind, server));
            return List.of("haproxy", "-db", "-q", "-f", file.toString());
        }
    },
    NGINX {
        @Override
        List<String> command(Path folder, boolean outbound, int port, int to, Path certificates) throws IOException {
            Path home = Files.createDirectories(folder.resolve(name() + outbound));
            String own = outbound ? "proxy_ssl_" : "ssl_";
            String tls = own + "certificate " + certificates.resolve("tls.crt") + ";\n" + own + "certificate_key "
                    + certificates.resolve("tls.key") + ";\n";
            String ca = certificates.resolve("ca.crt").toString();
            tls += outbound
                    ? "proxy_ssl_trusted_certificate " + ca
                            + ";\nproxy_ssl_verify on;\nproxy_ssl_name orders;\nproxy_ssl_server_name on;\n"
                            + "proxy_ssl_protocols TLSv1.3;\n"
                    : "ssl_client_certificate " + ca + ";\nssl_verify_client on;\nssl_protocols TLSv1.3;\n";
            Path file = Files.writeString(home.resolve("nginx.conf"), """
                    worker_processes 1;
                    daemon off;
                    pid %1$s/pid;
                    error_log stderr error;
                    events { worker_connections 1024; }
                    http {
                      access_log off;
                      client_body_temp_path %1$s/body;
                      proxy_temp_path %1$s/proxy;
                      fastcgi_temp_path %1$s/fastcgi;
                      uwsgi_temp_path %1$s/uwsgi;
                      scgi_temp_path %1$s/scgi;
                      keepalive_requests 1000000;
                      upstream peer { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 1000000; }
                      server {
                        listen 127.0.0.1:%3$d%4$s;
                        %5$s
                        location / {
                          proxy_pass %6$s://peer;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                          proxy_set_header Host $host;
                        }
                      }
                    }
                    """.formatted(
                            home, to, port, outbound ? "" : " ssl", tls, outbound ? "https" : "http"));
            return List.of("nginx", "-p", home.toString(), "-c", file.toString());
        }
    };

    /** The command that starts one of a pair: the caller's, or the service's. */
    abstract List<String> command(Path folder, boolean outbound, int port, int to, Path certificates)
            throws IOException;

    /** Whether it can be started here. */
    boolean there() {
        try {
            return new ProcessBuilder(name().toLowerCase(java.util.Locale.ROOT), "-v")
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
}
