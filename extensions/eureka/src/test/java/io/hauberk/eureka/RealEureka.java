package io.hauberk.eureka;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hauberk.testkit.RawServer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Eureka server, Spring Cloud Netflix's, fetched by Maven and run by a JVM of its own. */
final class RealEureka implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path SOURCES = Path.of("src/test/server").toAbsolutePath();
    private static final Path LIBRARIES = Path.of("target/eureka-server").toAbsolutePath();

    private final Path log;
    private final int port = RawServer.closedPort();
    private Process process;

    RealEureka(Path folder) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "mvn"))),
                "There is no mvn on the path, which would fetch the server.");
        this.log = folder.resolve("eureka.log");
        fetch();
        start();
    }

    private void fetch() throws IOException, InterruptedException {
        if (Files.isDirectory(LIBRARIES)) {
            return;
        }
        int exit = new ProcessBuilder(
                        "mvn",
                        "-q",
                        "-B",
                        "-ntp",
                        "-f",
                        SOURCES.resolve("pom.xml").toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies",
                        "-DoutputDirectory=" + LIBRARIES)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("The server could not be fetched: " + Files.readString(log));
        }
    }

    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        LIBRARIES + "/*",
                        SOURCES.resolve("EurekaServer.java").toString(),
                        "--server.address=127.0.0.1",
                        "--server.port=" + port,
                        "--eureka.client.register-with-eureka=false",
                        "--eureka.client.fetch-registry=false",
                        "--eureka.server.wait-time-in-ms-when-sync-empty=0",
                        "--eureka.server.use-read-only-response-cache=false",
                        "--eureka.server.enable-self-preservation=false")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; !ready(); i++) {
            if (i > 1_200 || !process.isAlive()) {
                throw new IOException("Eureka does not start: " + Files.readString(log));
            }
            process.waitFor(200, TimeUnit.MILLISECONDS);
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            return send("GET", "/apps", "") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Where its REST resources are. */
    String url() {
        return "http://127.0.0.1:" + port + "/eureka";
    }

    /** Registers an instance as a client does. */
    void register(String id, String address, String status, String metadata) throws Exception {
        String json = """
                {"instance":{"instanceId":"%s","hostName":"%s.example","app":"ORDERS","ipAddr":"%s","status":"%s",
                "port":{"$":8080,"@enabled":"true"},"securePort":{"$":8443,"@enabled":"false"},"vipAddress":"orders",
                "metadata":{%s},
                "dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},
                "leaseInfo":{"renewalIntervalInSecs":30,"durationInSecs":3600}}}
                """.formatted(id, id, address, status, metadata);
        require(204, send("POST", "/apps/ORDERS", json));
    }

    /** Puts an operator's status over that of the instance. */
    void override(String id, String status) throws Exception {
        require(200, send("PUT", "/apps/ORDERS/" + id + "/status?value=" + status, ""));
    }

    /** Ends the registration. */
    void cancel(String id) throws Exception {
        require(200, send("DELETE", "/apps/ORDERS/" + id, ""));
    }

    private static void require(int wanted, int status) throws IOException {
        if (status != wanted) {
            throw new IOException("Eureka answers " + status + " and not " + wanted + ".");
        }
    }

    private int send(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
