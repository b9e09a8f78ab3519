package io.hauberk.samples.shop;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives each workload a folder with its certificate, and new ones later: what cert-manager or a SPIFFE agent does in a
 * cluster. The workloads only read the files. Not thread-safe.
 */
public final class Certificates {
    private final Path folder;
    private final Map<String, Workload> workloads = new LinkedHashMap<>();
    private ThrowawayAuthority authority = ThrowawayAuthority.create();
    private ThrowawayAuthority before = authority;

    Certificates(Path folder) {
        this.folder = folder;
    }

    /** The SPIFFE ID of a service of the shop. */
    public static String idOf(String service) {
        return "spiffe://shop.test/ns/prod/sa/" + service;
    }

    /** A certificate for one more workload, which is an instance of that service. */
    Path issue(String workload, String service) throws IOException {
        Workload issued = new Workload(service, authority.issue(service, idOf(service)));
        workloads.put(workload, issued);
        issued.credentials.writeTo(folder.resolve(workload));
        return folder.resolve(workload);
    }

    /** First step to a new authority: all trust it as well, and nobody has a certificate of it yet. */
    public void introduceAuthority() throws IOException {
        before = authority;
        authority = ThrowawayAuthority.create();
        write((service, credentials) -> credentials.trusting(before, authority));
    }

    /** Second step: all get a new certificate with a new key, from the new authority. */
    public void reissue() throws IOException {
        write((service, credentials) -> authority.issue(service, idOf(service)).trusting(before, authority));
    }

    /** Third step: nobody trusts the old authority any more. */
    public void retireAuthority() throws IOException {
        write((service, credentials) -> credentials.trusting(authority));
    }

    private void write(Change change) throws IOException {
        for (Map.Entry<String, Workload> entry : workloads.entrySet()) {
            Workload old = entry.getValue();
            Workload changed = new Workload(old.service, change.apply(old.service, old.credentials));
            entry.setValue(changed);
            changed.credentials.writeTo(folder.resolve(entry.getKey()));
        }
    }

    /** What the folder of a workload holds now. */
    public Credentials of(String workload) {
        Workload known = workloads.get(workload);
        if (known == null) {
            throw new IllegalArgumentException("There is no workload " + workload + ".");
        }
        return known.credentials;
    }

    private record Workload(String service, Credentials credentials) {}

    private interface Change {
        Credentials apply(String service, Credentials credentials);
    }
}
