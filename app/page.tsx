export default function Home() {
  return <main>Lip-sync Wizard</main>;
}
