package io.hauberk.samples.shop;

import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.okhttp.Mesh;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole shop, started in one process, though nothing but sockets connects its parts. Its folder holds {@code
 * edge.yaml}, the ports that it names, and a folder of certificates for each workload.
 */
public final class Shop implements AutoCloseable {
    /** How many instances the catalog has. */
    public static final int CATALOGS = 3;

    private final Path folder;
    private final Certificates certificates;
    private final MeterRegistry edgeMetrics = new SimpleMeterRegistry();
    private final MeterRegistry ordersMetrics = new SimpleMeterRegistry();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Issuer issuer = new Issuer();
    private final List<Door> catalogs = new ArrayList<>();
    private final Payments payments = new Payments();
    private final List<Door> doors = new ArrayList<>();
    private final Mesh mesh;
    private final Edge edge;

    /** Starts the shop. */
    public Shop(Path folder) throws Exception {
        this.folder = folder;
        this.certificates = new Certificates(folder);
        try {
            open("issuer", null, null, issuer);
            for (int i = 1; i <= CATALOGS; i++) {
                catalogs.add(guarded("catalog-" + i, "catalog", Catalog.guard(), new Catalog("catalog-" + i)));
            }
            Door paying = guarded("payments", "payments", Payments.guard(), payments);
            Identity identity = Identity.pem(certificates.issue("orders", "orders"));
            String[] catalog = catalogs.stream().map(Door::url).toArray(String[]::new);
            mesh = started(Orders.mesh(identity, ordersMetrics, catalog, paying.url()));
            open("orders", identity, Orders.guard(), new Orders(mesh.okHttp()));
            certificates.issue("edge", "edge");
            edge = started(new Edge(edgeFile(), edgeMetrics));
            edge.open();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private Door guarded(String workload, String service, Gateway guard, HttpServlet servlet) throws Exception {
        return open(workload, Identity.pem(certificates.issue(workload, service)), guard, servlet);
    }

    private Door open(String name, @Nullable Identity identity, @Nullable Gateway guard, HttpServlet servlet)
            throws Exception {
        Door door = started(new Door(name, identity, guard, servlet));
        door.open();
        if (identity != null) {
            doors.add(door);
        }
        // edge.yaml names its services by these files, since their ports are whatever was free.
        Files.createDirectories(folder.resolve("ports"));
        Files.writeString(folder.resolve("ports").resolve(name), door.port() + "\n");
        return door;
    }

    /** One more catalog, without a guard: for comparison. It is not among {@link #doors()}. */
    public Door bareCatalog() throws Exception {
        String name = "catalog-bare";
        Door door = new Door(name, Identity.pem(certificates.issue(name, "catalog")), null, new Catalog(name));
        door.open();
        return door;
    }

    private Path edgeFile() throws IOException {
        Path file = folder.resolve("edge.yaml");
        try (InputStream packed = Shop.class.getResourceAsStream("edge.yaml")) {
            Files.copy(Objects.requireNonNull(packed), file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }

    /** The gateway at the edge. */
    public Edge edge() {
        return edge;
    }

    /** The file that says what the edge does. */
    public Path edgeYaml() {
        return folder.resolve("edge.yaml");
    }

    /** The instances of the catalog. */
    public List<Door> catalogs() {
        return catalogs;
    }

    /** All services with mutual TLS: the catalogs, payments and orders. */
    public List<Door> doors() {
        return doors;
    }

    /** The service of that name. */
    public Door door(String name) {
        return doors.stream()
                .filter(door -> door.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no door " + name + "."));
    }

    /** Where a workload reads its certificate. */
    public Path folderOf(String workload) {
        return folder.resolve(workload);
    }

    /** Payments, to look at what it has done. */
    public Payments payments() {
        return payments;
    }

    /** Who signs tokens. */
    public Issuer issuer() {
        return issuer;
    }

    /** Who issues certificates. */
    public Certificates certificates() {
        return certificates;
    }

    /** The mesh by which orders calls others. */
    public Mesh mesh() {
        return mesh;
    }

    /** All identities in use. */
    public List<Identity> identities() {
        List<Identity> all = new ArrayList<>();
        doors.forEach(door -> all.add(Objects.requireNonNull(door.identity())));
        all.add(Objects.requireNonNull(edge.configuration().identity()));
        return all;
    }

    /** What those who call others have counted: the edge and orders. */
    public List<MeterRegistry> metrics() {
        return List.of(edgeMetrics, ordersMetrics);
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
