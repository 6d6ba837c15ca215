/**
 * Sample programs on the libraries that Engram knows, each compiled and run against a version of its library that is
 * chosen when it runs.
 *
 * <p>To add a library: its pack, {@code agent/src/main/resources/dev/engram/agent/packs/<library>.yaml}, whose
 * {@code tested} names the artifact to run with, the newest version first ({@link Artifacts} has what goes with it); a
 * program in {@code testing/compatibility/samples/<library>/}, one file without a package, that compiles against each of them (what
 * does not lies a folder deeper); a test, which runs the one with the other; and its table in {@code docs/coverage.md}:
 *
 * <pre>{@code
 * static List<String> versions() {
 *     return Run.versions("langchain4j");
 * }
 *
 * @ParameterizedTest(name = "{0}")
 * @MethodSource("versions")
 * void conversation(String version) throws Exception {
 *     Trace trace = Run.of("langchain4j", "Conversation").with(version).trace();
 *     assertThat(trace.tree("memory.key")).containsExactly(
 *             "engram.memory.store alice",
 *             "  engram.memory.retrieve alice");
 * }
 * }</pre>
 *
 * <p>What needs a build is a project: a folder with a POM, which {@link MavenProject} builds.
 *
 * <p>Redis clients have no pack: their samples lie in {@code samples/redis/<client>/}, share the files above them, and their
 * versions are those of the tests that extend {@code RedisClientContract}.
 *
 * <p>{@code ./engram sample <library>} runs the same programs with the first of {@code tested}, under the agent, and
 * prints what Engram saw. {@code benchmarks/redis-spans} runs those of Redis clients that are called {@code Beside}, also under
 * the OpenTelemetry agent, and compares the spans.
 */
@NullMarked
package dev.engram.compatibility;

import org.jspecify.annotations.NullMarked;
