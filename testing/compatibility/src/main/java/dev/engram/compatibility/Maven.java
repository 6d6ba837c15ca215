package dev.engram.compatibility;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;

/**
 * Class paths from coordinates, as Maven resolves them for a project with these dependencies: with the user's settings,
 * mirrors and local repository. What is in the local repository is not asked for elsewhere.
 */
final class Maven {

    /** Class paths that this process has asked for: many samples have the same, and to resolve one takes a second. */
    private static final Map<List<String>, List<Path>> KNOWN = new ConcurrentHashMap<>();

    private Maven() {}

    /**
     * The jars of these artifacts and of all that they need to run, in the order of a class path.
     *
     * @param coordinates {@code group:artifact:version} each
     * @throws DependencyResolutionException when one of them is neither here nor can be downloaded
     */
    static List<Path> classPath(List<String> coordinates) throws DependencyResolutionException {
        List<Path> known = KNOWN.get(coordinates);
        if (known == null) {
            known = resolve(coordinates);
            KNOWN.put(List.copyOf(coordinates), known);
        }
        return known;
    }

    private static List<Path> resolve(List<String> coordinates) throws DependencyResolutionException {
        try {
            return resolve(coordinates, true);
        } catch (DependencyResolutionException notHere) {
            return resolve(coordinates, false);
        }
    }

    private static List<Path> resolve(List<String> coordinates, boolean isOffline)
            throws DependencyResolutionException {
        ContextOverrides.Builder overrides = ContextOverrides.create().withUserSettings(true);
        if (isOffline) {
            overrides.offline(true);
        }
        try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            CollectRequest wanted = new CollectRequest();
            wanted.setRepositories(maven.remoteRepositories());
            for (String each : coordinates) {
                wanted.addDependency(new Dependency(new DefaultArtifact(each), JavaScopes.RUNTIME));
            }
            DependencyRequest request =
                    new DependencyRequest(wanted, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            DefaultRepositorySystemSession session =
                    new DefaultRepositorySystemSession(maven.repositorySystemSession());
            if (isOffline) {
                // A jar whose POM is not here would pass for one that needs nothing.
                session.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
            }
            return maven.repositorySystem().resolveDependencies(session, request).getArtifactResults().stream()
                    .map(each -> each.getArtifact().getFile().toPath())
                    .toList();
        }
    }
}
