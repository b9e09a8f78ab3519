package io.hauberk.discovery;

import io.hauberk.json.Json;
import io.hauberk.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of a {@link Snapshot}, or the folder in which each service has one of its own. */
class SnapshotFile {
    private static final int MAX_BYTES = 16 << 20;

    private final Path path;

    SnapshotFile(Path path) {
        this.path = path;
    }

    /** A file for one service; a folder that is there holds one for each. */
    private Path of(String service) {
        return Files.isDirectory(path) ? path.resolve(service + ".json") : path;
    }

    /** Replaces the file. Files of this kind are made so that others may not look into them. */
    void write(String service, List<Endpoint> endpoints, Instant at) throws IOException {
        Path target = of(service).toAbsolutePath();
        Path fresh =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try {
            byte[] content = text(service, endpoints, at).getBytes(StandardCharsets.UTF_8);
            if (content.length > MAX_BYTES) {
                throw new IOException("they take " + content.length + " bytes, more than would be read again.");
            }
            fill(fresh, content);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Not before it is on the disk may it take the place of the old one. */
    void fill(Path fresh, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static String text(String service, List<Endpoint> endpoints, Instant at) {
        List<Map<String, Object>> list = new ArrayList<>(endpoints.size());
        endpoints.forEach(endpoint -> list.add(KeptEndpoint.toJson(endpoint)));
        return new JsonObject()
                .member("version", 1)
                .member("service", service)
                .member("at", at.toString())
                .member("endpoints", list)
                .toString();
    }

    /**
     * What is in it; null if there is none.
     *
     * @throws IOException if it is not such a file, or of another service
     */
    @Nullable Kept read(String service) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(of(service))) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return null;
        }
        Map<String, Object> content =
                bytes.length > MAX_BYTES ? null : Json.object(new String(bytes, StandardCharsets.UTF_8));
        if (content == null || !Long.valueOf(1).equals(content.get("version"))) {
            throw new IOException("it is not a file of endpoints, or broken.");
        }
        if (!service.equals(content.get("service"))) {
            throw new IOException("it is of the service " + content.get("service")
                    + ". Name a folder that exists, and each service has a file of its own.");
        }
        return kept(content);
    }

    private static Kept kept(Map<String, Object> content) throws IOException {
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            Instant at = Instant.parse(String.valueOf(content.get("at")));
            if (content.get("endpoints") instanceof List<?> list) {
                for (Object entry : list) {
                    endpoints.add(KeptEndpoint.fromJson(entry));
                }
            }
            return new Kept(List.copyOf(endpoints), at);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("it is broken: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SnapshotFile that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** What was found at that time. */
    record Kept(List<Endpoint> endpoints, Instant at) {}

    /** One endpoint as JSON. */
    private static final class KeptEndpoint {
        private KeptEndpoint() {}

        static Map<String, Object> toJson(Endpoint endpoint) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("scheme", endpoint.scheme());
            json.put("host", endpoint.host());
            json.put("port", endpoint.port());
            if (endpoint.address() != null) {
                json.put("address", endpoint.address().getHostAddress());
            }
            json.put("weight", endpoint.weight());
            json.put("priority", endpoint.priority());
            if (endpoint.zone() != null) {
                json.put("zone", endpoint.zone());
            }
            json.put("hashKey", endpoint.hashKey());
            json.put("labels", endpoint.labels());
            if (endpoint.leaving()) {
                json.put("leaving", true);
            }
            return json;
        }

        static Endpoint fromJson(Object entry) throws IOException {
            if (!(entry instanceof Map<?, ?> json)) {
                throw new IOException("an endpoint in it is none.");
            }
            Endpoint endpoint = Endpoint.of(text(json, "scheme"), text(json, "host"), number(json, "port", 0))
                    .weighing(number(json, "weight", 1))
                    .priority(number(json, "priority", 0))
                    .in(json.get("zone") instanceof String zone ? zone : null)
                    .labelled(labels(json))
                    .leaving(Boolean.TRUE.equals(json.get("leaving")));
            if (json.get("address") instanceof String address) {
                endpoint = endpoint.at(literal(address));
            }
            String key = text(json, "hashKey");
            return key.isEmpty() || key.equals(endpoint.toString()) ? endpoint : endpoint.hashed(key);
        }

        /** A literal only: a name would be looked up. */
        private static java.net.InetAddress literal(String address) throws IOException {
            if (!address.matches("[0-9.]+|[0-9a-fA-F:.%]*:[0-9a-zA-Z:.%]*")) {
                throw new IOException("an address in it is none.");
            }
            return java.net.InetAddress.getByName(address);
        }

        private static Map<String, String> labels(Map<?, ?> json) {
            Map<String, String> labels = new LinkedHashMap<>();
            if (json.get("labels") instanceof Map<?, ?> map) {
                map.forEach((name, value) -> labels.put(String.valueOf(name), String.valueOf(value)));
            }
            return labels;
        }

        private static String text(Map<?, ?> json, String name) {
            return json.get(name) instanceof String text ? text : "";
        }

        private static int number(Map<?, ?> json, String name, int otherwise) {
            return json.get(name) instanceof Long number
                    ? (int) Math.max(-1, Math.min(Integer.MAX_VALUE, number))
                    : otherwise;
        }
    }
}
