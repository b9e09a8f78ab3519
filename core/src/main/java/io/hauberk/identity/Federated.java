package io.hauberk.identity;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Files of an identity, and the bundles of other trust domains beside them. */
record Federated(Layout own, Map<String, Path> bundles) implements Layout {
    @Override
    public List<Path> files() {
        List<Path> all = new ArrayList<>(own.files());
        all.addAll(bundles.values());
        return all;
    }

    @Override
    public Path main() {
        return own.main();
    }

    @Override
    public Material read(List<byte[]> contents, Instant now) throws BadMaterialException {
        int at = own.files().size();
        Material material = own.read(contents.subList(0, at), now);
        for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
            material = material.federated(
                    bundle.getKey(), Pem.certificates(bundle.getValue().toString(), contents.get(at++)));
        }
        return material;
    }
}
