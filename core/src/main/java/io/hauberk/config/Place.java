package io.hauberk.config;

import java.nio.file.Path;

/** Where something stands: file, line and column, both counted from 1. */
record Place(Path file, int line, int column) {
    /** The file as a whole. */
    static Place of(Path file) {
        return new Place(file, 0, 0);
    }

    /** The folder at which relative paths begin; the empty path for the working directory. */
    Path folder() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "");
    }
}
