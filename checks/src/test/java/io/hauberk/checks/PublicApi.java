package io.hauberk.checks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public API of a module as sorted text: what the exported packages let other people see and call. */
final class PublicApi {

    private final Path classes;

    PublicApi(Path classes) {
        this.classes = classes;
    }

    String text() {
        return exported()
                .sorted()
                .flatMap(this::types)
                .filter(PublicApi::visible)
                .map(PublicApi::describe)
                .collect(Collectors.joining("\n"));
    }

    /** What a module exports to all; what is no module exports all of its packages. */
    private Stream<String> exported() {
        return ModuleFinder.of(classes).findAll().stream()
                .findFirst()
                .map(module -> module.descriptor().exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(ModuleDescriptor.Exports::source))
                .orElseGet(this::packages);
    }

    private Stream<String> packages() {
        try (Stream<Path> files = Files.walk(classes)) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .map(file -> classes.relativize(file.getParent()).toString().replace(File.separatorChar, '.'))
                    .distinct()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Class<?>> types(String packageName) {
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .sorted()
                    .<Class<?>>map(name -> load(packageName + "." + name))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    name + " is in the module's folder but not on the class path of this test", e);
        }
    }

    private static boolean visible(Class<?> type) {
        if (type.isSynthetic() || type.isAnonymousClass() || type.isLocalClass()) {
            return false;
        }
        return visible(type.getModifiers()) && (type.getEnclosingClass() == null || visible(type.getEnclosingClass()));
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(head(type) + supertypes(type));
        Stream.of(
                        visible(type, List.of(type.getDeclaredFields()))
                                .map(field -> line(field, field.toGenericString())),
                        visible(type, List.of(type.getDeclaredConstructors())).map(Constructor::toGenericString),
                        visible(type, List.of(type.getDeclaredMethods()))
                                .map(method -> line(method, method.toGenericString())))
                .flatMap(Stream::sorted)
                .forEach(member -> lines.add("    " + member));
        return String.join("\n", lines) + "\n";
    }

    private static String line(Member member, String text) {
        return text.replace(member.getDeclaringClass().getTypeName() + "." + member.getName(), member.getName());
    }

    /** Not Class.toGenericString, whose words change from one JDK to the next. */
    private static String head(Class<?> type) {
        int said = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
        String kind = "class";
        if (type.isAnnotation()) {
            kind = "@interface";
        } else if (type.isInterface()) {
            kind = "interface";
        } else if (type.isEnum()) {
            kind = "enum";
        } else if (type.isRecord()) {
            kind = "record";
        }
        // The other kinds say for themselves whether they are static, final or abstract.
        if (!kind.equals("class")) {
            said = Modifier.PUBLIC | Modifier.PROTECTED;
        }
        boolean sealed = type.isSealed() && !type.isEnum();
        String text = type.toGenericString();
        String parameters = text.contains("<") ? text.substring(text.indexOf('<')) : "";
        return Modifier.toString(type.getModifiers() & said) + (sealed ? " sealed " : " ") + kind + " " + type.getName()
                + parameters;
    }

    private static String supertypes(Class<?> type) {
        StringBuilder text = new StringBuilder();
        Type parent = type.getGenericSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ").append(parent.getTypeName());
        }
        if (type.getGenericInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ")
                    .append(Arrays.stream(type.getGenericInterfaces())
                            .map(Type::getTypeName)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    private static <M extends Member> Stream<M> visible(Class<?> type, List<M> members) {
        return members.stream()
                // Bridges and the like: javac made them, nobody calls them by name.
                .filter(member -> !member.isSynthetic())
                // What is protected in a final class, nobody can reach.
                .filter(member -> Modifier.isPublic(member.getModifiers())
                        || Modifier.isProtected(member.getModifiers()) && !Modifier.isFinal(type.getModifiers()));
    }
}
