package io.hauberk.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The three files of an identity. */
record IdentityFiles(Path certificate, Path privateKey, Path trust) {
    /** The files in a folder, by the names that cert-manager and Kubernetes, or else spiffe-helper, give them. */
    static IdentityFiles in(Path folder) {
        List<IdentityFiles> conventions = List.of(
                new IdentityFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt")),
                new IdentityFiles(
                        folder.resolve("svid.pem"), folder.resolve("svid_key.pem"), folder.resolve("svid_bundle.pem")));
        for (IdentityFiles files : conventions) {
            if (files.list().stream().allMatch(Files::exists)) {
                return files;
            }
        }
        throw new IllegalArgumentException(folder + " holds neither tls.crt, tls.key and ca.crt nor svid.pem,"
                + " svid_key.pem and svid_bundle.pem. Name the three files one by one if they are called otherwise.");
    }

    List<Path> list() {
        return List.of(certificate, privateKey, trust);
    }
}
